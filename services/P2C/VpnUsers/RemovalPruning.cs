using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>
/// Forgets users that were removed a day ago. An agent that is connected is told within a second, and one that was away is told all users
/// there are when it comes back.
/// </summary>
internal sealed class RemovalPruning(P2CDatabase database, TimeProvider time, ILogger<RemovalPruning> logger)
    : SingletonService("user-removal-pruning", database, time, logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)Kept.TotalMilliseconds;
        await database.InTransactionAsync(session => session.ForgetRemovedUsersAsync(before), cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);
}
