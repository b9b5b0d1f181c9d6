using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

/// <summary>The event about the log configuration of a gateway.</summary>
internal sealed class LogConfigEvents(Outbox<P2CDatabase> outbox)
{
    /// <summary>Tells where the log goes from now on; null: nowhere.</summary>
    public Task AddChangedAsync(Session session, LogConfigGatewayRow gateway, LogConfig? logConfig, string requestId) =>
        outbox.AddAsync(
            session,
            new EventSubject(gateway.ProjectId, gateway.EnterpriseProjectId, gateway.Id, gateway.Generation, requestId),
            new P2cVpnGatewayLogConfigChanged { LogGroupId = logConfig?.LogGroupId ?? "", LogStreamId = logConfig?.LogStreamId ?? "" });
}
