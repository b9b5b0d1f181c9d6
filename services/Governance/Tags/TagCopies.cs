using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Governance.Tags;

/// <summary>
/// Keeps the copy of the resources that can have tags up to date. Several replicas may do it at once: of a resource the newer state wins,
/// and the copy of one type of a project is written by one at a time.
/// </summary>
internal sealed class TagCopies(GovernanceDatabase database, TagOwners owners, TimeProvider time, ILogger<TagCopies> logger)
{
    // Far longer than any answer of an owner is under way.
    private static readonly TimeSpan GoneKept = TimeSpan.FromDays(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private long _quietUntil;

    /// <summary>Catches up with the owner before a question is answered; when it gives no answer the last known copy has to do.</summary>
    /// <returns>Whether the copy has everything that was written before the call.</returns>
    /// <exception cref="DomainException"><c>APIGW.0202</c>: the owner gives no answer, and there is no copy yet.</exception>
    public async Task<bool> TryCatchUpAsync(string projectId, string type, CancellationToken cancellationToken)
    {
        try
        {
            await CatchUpAsync(projectId, type, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is RpcException or DomainException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Tell(exception, type);
        }
        var copy = await database.ReadAsync(session => session.FindTagCopyAsync(projectId, type), cancellationToken);
        return copy?.CaughtUpTo is null ? throw ErrorCatalogue.BackendUnavailable.With() : false;
    }

    /// <summary>Catches up with the owner.</summary>
    /// <exception cref="RpcException">The owner gives no answer.</exception>
    /// <exception cref="DomainException"><c>APIGW.0202</c>: this system has no such owner.</exception>
    public async Task CatchUpAsync(string projectId, string type, CancellationToken cancellationToken)
    {
        while (true)
        {
            var copy = await database.ReadAsync(session => session.FindTagCopyAsync(projectId, type), cancellationToken);
            var changes = await owners.ListAsync(projectId, type, copy?.CaughtUpTo, cancellationToken);
            var isCaughtUp = copy?.CaughtUpTo is not null && changes is { Complete: false, Resources.Count: 0 };
            if (isCaughtUp || await TakeInAsync(projectId, type, copy?.CaughtUpTo, changes, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Takes in the state of a resource that its owner has just told.</summary>
    public Task TakeInAsync(string projectId, string type, TaggedResource resource, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async session =>
            {
                var copy = await session.LockTagCopyAsync(projectId, type);
                if (copy.CaughtUpTo is not null)
                {
                    await session.TakeInAsync(copy, [TaggedResourceRow.Of(projectId, type, resource, time.NowMs())]);
                }
                return true;
            },
            cancellationToken);

    private Task<bool> TakeInAsync(string projectId, string type, string? since, TagChangeList changes, CancellationToken cancellationToken)
    {
        var now = time.NowMs();
        var resources = changes.Resources.Select(resource => TaggedResourceRow.Of(projectId, type, resource, now)).ToArray();
        return database.InTransactionAsync(
            async session =>
            {
                var copy = await session.LockTagCopyAsync(projectId, type);
                var isAsAsked = copy.CaughtUpTo == since;
                if (changes.Complete)
                {
                    if (!isAsAsked)
                    {
                        // It would undo what another has taken in meanwhile.
                        return false;
                    }
                    await session.ReplaceAsync(copy, resources);
                }
                else
                {
                    await session.TakeInAsync(copy, resources);
                }
                await session.ForgetGoneAsync(copy, now - (long)GoneKept.TotalMilliseconds);
                if (isAsAsked)
                {
                    await session.SetCaughtUpAsync(copy, changes.Cursor);
                }
                return true;
            },
            cancellationToken);
    }

    private void Tell(Exception exception, string type)
    {
        var now = time.NowMs();
        var until = Volatile.Read(ref _quietUntil);
        if (now >= until && Interlocked.CompareExchange(ref _quietUntil, now + (long)Quiet.TotalMilliseconds, until) == until)
        {
            logger.LogWarning(exception, "The owner of {ResourceType} gives no answer: tags are answered from the last known copy", type);
        }
    }
}
