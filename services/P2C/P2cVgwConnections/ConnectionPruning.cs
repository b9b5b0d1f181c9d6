using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVgwConnections;

/// <summary>Forgets clients that left a day ago: no agent tells of them again.</summary>
internal sealed class ConnectionPruning(P2CDatabase database, TimeProvider time, ILogger<ConnectionPruning> logger)
    : Pruning("connection-pruning", kept: TimeSpan.FromDays(1), rest: TimeSpan.FromHours(1), database, time, logger)
{
    /// <inheritdoc />
    protected override Task ForgetAsync(Session session, long before) => session.ForgetClientsAsync(before);
}
