using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>
/// Forgets users that were removed a day ago. An agent that is connected is told within a second, and one that was away is told all users
/// there are when it comes back.
/// </summary>
internal sealed class RemovalPruning(P2CDatabase database, TimeProvider time, ILogger<RemovalPruning> logger)
    : Pruning("user-removal-pruning", kept: TimeSpan.FromDays(1), rest: TimeSpan.FromHours(1), database, time, logger)
{
    /// <inheritdoc />
    protected override Task ForgetAsync(Session session, long before) => session.ForgetRemovedUsersAsync(before);
}
