using Grpc.Core;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Tags;

/// <summary>
/// Catches up with owners that have told of a change although nobody asks for tags, so that the last known copy is a good one when its owner
/// gives no answer.
/// </summary>
internal sealed class TagCopyRefresh(GovernanceDatabase database, TagCopies copies, TimeProvider time, ILogger<TagCopyRefresh> logger)
    : SingletonService("tag-copy-refresh", database, time, logger)
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private readonly GovernanceDatabase _database = database;
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var types = TaggedTypes.All.ToList();
        while (true)
        {
            var stale = await _database.ReadAsync(session => session.ListStaleAsync([.. types], AtOnce), cancellationToken);
            if (await RefreshAsync(stale, cancellationToken) is not { } silent)
            {
                return stale.Count == AtOnce;
            }
            // Its copies stay marked, and every question asks the owner by itself; they must not hold up those of others.
            types.Remove(silent.ResourceType);
        }
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);

    /// <returns>The first copy whose owner gives no answer, or null.</returns>
    private async Task<TagCopyRow?> RefreshAsync(IEnumerable<TagCopyRow> stale, CancellationToken cancellationToken)
    {
        foreach (var copy in stale)
        {
            try
            {
                await RefreshAsync(copy, cancellationToken);
            }
            catch (Exception exception) when (exception is RpcException or DomainException)
            {
                return copy;
            }
        }
        return null;
    }

    private async Task RefreshAsync(TagCopyRow copy, CancellationToken cancellationToken)
    {
        await copies.CatchUpAsync(copy.ProjectId, copy.ResourceType, cancellationToken);
        await _database.InTransactionAsync(
            async session =>
            {
                await session.MarkFreshAsync(copy);
                return true;
            },
            cancellationToken);
    }
}
