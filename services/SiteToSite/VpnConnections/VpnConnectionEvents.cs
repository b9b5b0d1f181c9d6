using Google.Protobuf;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>The events about connections.</summary>
internal sealed class VpnConnectionEvents(Outbox<SiteToSiteDatabase> outbox)
{
    // What callers can see of a connection and change, under its name in the contract; and the key, of which only the change is told.
    private static readonly (string Name, Func<VpnConnectionRow, object?> Value)[] Fields =
    [
        ("name", connection => connection.Name),
        ("vgw_ip", connection => connection.VgwIp),
        ("cgw_id", connection => connection.CgwId),
        ("peer_subnets", connection => connection.PeerSubnets),
        ("peer_subnets_v6", connection => connection.PeerSubnetsV6),
        ("tunnel_local_address", connection => connection.TunnelLocalAddress),
        ("tunnel_peer_address", connection => connection.TunnelPeerAddress),
        ("enable_nqa", connection => connection.EnableNqa),
        ("enable_hub", connection => connection.EnableHub),
        ("psk", connection => connection.Psk),
        ("policy_rules", connection => connection.PolicyRules),
        ("policy_rules_v6", connection => connection.PolicyRulesV6),
        ("ikepolicy", connection => connection.Ikepolicy),
        ("ipsecpolicy", connection => connection.Ipsecpolicy),
    ];

    public async Task AddCreatedAsync(Session session, VpnConnectionRow connection)
    {
        await outbox.AddAsync(session, Subject(connection, connection.RequestId), new VpnConnectionCreated
        {
            Name = connection.Name,
            VpnGatewayId = connection.VgwId,
            CustomerGatewayId = connection.CgwId,
            Style = connection.Style.ToUpperInvariant(),
            HaRole = connection.HaRole,
        });
        await AddWeakAlgorithmsAsync(session, connection);
    }

    /// <summary>Tells what differs between two states of a connection, and its change of status if there is one.</summary>
    public async Task AddUpdatedAsync(Session session, VpnConnectionRow before, VpnConnectionRow after)
    {
        var changed = Fields.Where(field => !Equals(field.Value(before), field.Value(after))).Select(field => field.Name);
        await outbox.AddAsync(session, Subject(after, after.RequestId), new VpnConnectionUpdated
        {
            Name = after.Name,
            VpnGatewayId = after.VgwId,
            CustomerGatewayId = after.CgwId,
            Changed = { changed },
        });
        if (before.Ikepolicy != after.Ikepolicy || before.Ipsecpolicy != after.Ipsecpolicy)
        {
            await AddWeakAlgorithmsAsync(session, after);
        }
        await AddStatusChangedAsync(session, before, after, after.RequestId);
    }

    /// <summary>Connections have gone into another enterprise project with their gateway; nothing else of them has changed.</summary>
    public Task AddMovedAsync(Session session, IEnumerable<VpnConnectionRow> connections, string requestId) =>
        outbox.AddAllAsync(session, connections.Select(connection => (Subject(connection, requestId), (IMessage)new VpnConnectionUpdated
        {
            Name = connection.Name,
            VpnGatewayId = connection.VgwId,
            CustomerGatewayId = connection.CgwId,
            Changed = { "enterprise_project_id" },
        })));

    public async Task AddResetAsync(Session session, VpnConnectionRow before, VpnConnectionRow after)
    {
        await outbox.AddAsync(session, Subject(after, after.RequestId), new VpnConnectionReset { VpnGatewayId = after.VgwId });
        await AddStatusChangedAsync(session, before, after, after.RequestId);
    }

    public async Task AddStatusChangedAsync(Session session, VpnConnectionRow before, VpnConnectionRow after, string requestId)
    {
        if (before.Status() != after.Status())
        {
            await outbox.AddAsync(session, Subject(after, requestId), new VpnConnectionStatusChanged
            {
                OldStatus = before.Status(),
                NewStatus = after.Status(),
                VpnGatewayId = after.VgwId,
            });
        }
    }

    /// <summary>The last event of a connection: nothing of it runs any more.</summary>
    public Task AddDeletedAsync(Session session, VpnConnectionRow connection) =>
        outbox.AddAsync(session, Subject(connection, connection.RequestId), new VpnConnectionDeleted
        {
            Name = connection.Name,
            VpnGatewayId = connection.VgwId,
            CustomerGatewayId = connection.CgwId,
        });

    /// <summary>For the log of the connection.</summary>
    public Task AddNegotiationAsync(Session session, VpnConnectionRow connection, VpnConnectionNegotiation negotiation) =>
        outbox.AddAsync(session, Subject(connection, requestId: ""), negotiation);

    private async Task AddWeakAlgorithmsAsync(Session session, VpnConnectionRow connection)
    {
        var weak = WeakAlgorithms.Of(connection.Ike(), connection.Ipsec()).ToArray();
        if (weak.Length > 0)
        {
            await outbox.AddAsync(
                session, Subject(connection, connection.RequestId), new VpnConnectionWeakAlgorithms { Name = connection.Name, Algorithms = { weak } });
        }
    }

    private static EventSubject Subject(VpnConnectionRow connection, string requestId) =>
        new(connection.ProjectId, connection.EnterpriseProjectId, connection.Id, connection.Generation, requestId);
}
