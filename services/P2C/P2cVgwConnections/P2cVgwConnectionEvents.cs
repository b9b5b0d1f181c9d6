using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.P2cVgwConnections;

/// <summary>The beginnings and ends of sessions: what the log of a gateway is written from. They go where its log configuration says.</summary>
internal sealed class P2cVgwConnectionEvents(Outbox<P2CDatabase> outbox)
{
    public Task AddStartedAsync(Session session, P2cVpnGatewayRow gateway, P2cVgwConnectionRow client) =>
        outbox.AddAsync(session, Subject(gateway, client), new P2cVgwConnectionStarted
        {
            P2CVgwId = gateway.Id,
            VpnServerId = client.VpnServerId,
            ClientVirtualIp = client.ClientVirtualIp,
            ClientIp = client.ClientIp,
            ClientUserName = client.ClientUserName,
            StartedAt = client.EstablishedAt.ToWireTime(),
            Log = Log(gateway),
        });

    /// <param name="session">Transaction of the end.</param>
    /// <param name="gateway">The gateway.</param>
    /// <param name="client">With its last counters and its end.</param>
    /// <param name="reason">Why it ended, for people.</param>
    public Task AddEndedAsync(Session session, P2cVpnGatewayRow gateway, P2cVgwConnectionRow client, string reason) =>
        outbox.AddAsync(session, Subject(gateway, client), new P2cVgwConnectionEnded
        {
            P2CVgwId = gateway.Id,
            VpnServerId = client.VpnServerId,
            ClientVirtualIp = client.ClientVirtualIp,
            ClientIp = client.ClientIp,
            ClientUserName = client.ClientUserName,
            StartedAt = client.EstablishedAt.ToWireTime(),
            EndedAt = (client.EndedAt ?? client.CollectedAt).ToWireTime(),
            InboundPackets = client.InboundPackets,
            OutboundPackets = client.OutboundPackets,
            InboundBytes = client.InboundBytes,
            OutboundBytes = client.OutboundBytes,
            Reason = reason,
            Log = Log(gateway),
        });

    private static EventSubject Subject(P2cVpnGatewayRow gateway, P2cVgwConnectionRow client) =>
        new(gateway.ProjectId, gateway.EnterpriseProjectId, client.Id, gateway.Generation, RequestId: "");

    private static SessionLog? Log(P2cVpnGatewayRow gateway) => Columns.Parse(LogConfig.Parser, gateway.LogConfig) is { } config
        ? new SessionLog { LogGroupId = config.LogGroupId, LogStreamId = config.LogStreamId }
        : null;
}
