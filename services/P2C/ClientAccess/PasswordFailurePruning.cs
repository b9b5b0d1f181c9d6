using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientAccess;

/// <summary>Forgets wrong passwords that no longer count, so that made-up names do not fill the store.</summary>
internal sealed class PasswordFailurePruning(P2CDatabase database, TimeProvider time, ILogger<PasswordFailurePruning> logger)
    : Pruning("password-failure-pruning", kept: TimeSpan.Zero, rest: TimeSpan.FromMinutes(5), database, time, logger)
{
    /// <inheritdoc />
    protected override Task ForgetAsync(Session session, long before) => session.PruneFailuresAsync(before);
}
