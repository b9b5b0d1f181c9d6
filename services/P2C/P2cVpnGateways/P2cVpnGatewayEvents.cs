using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>The events about point-to-cloud gateways.</summary>
internal sealed class P2cVpnGatewayEvents(Outbox<P2CDatabase> outbox)
{
    public Task AddCreatedAsync(Session session, P2cVpnGatewayRow gateway) =>
        outbox.AddAsync(session, Subject(gateway, gateway.RequestId), new P2cVpnGatewayCreated
        {
            Name = gateway.Name,
            Flavor = gateway.Flavor,
            VpcId = gateway.VpcId,
            MaxConnectionNumber = (int)gateway.MaxConnectionNumber,
            AvailabilityZoneIds = { gateway.Zones.ToStrings() },
            Eip = EipUse(gateway),
        });

    /// <summary>Tells what differs between two states of a gateway, and its change of status if there is one.</summary>
    public async Task AddUpdatedAsync(Session session, P2cVpnGatewayRow before, P2cVpnGatewayRow after, string requestId)
    {
        var told = new P2cVpnGatewayUpdated { Name = after.Name, Flavor = after.Flavor, Eip = EipUse(after) };
        if (before.Name != after.Name)
        {
            told.Changed.Add("name");
        }
        if (before.Eip != after.Eip)
        {
            told.Changed.Add("eip");
        }
        await outbox.AddAsync(session, Subject(after, requestId), told);
        await AddStatusChangedAsync(session, before, after, requestId);
    }

    public async Task AddStatusChangedAsync(Session session, P2cVpnGatewayRow before, P2cVpnGatewayRow after, string requestId)
    {
        if (before.Status() != after.Status())
        {
            await outbox.AddAsync(
                session, Subject(after, requestId), new P2cVpnGatewayStatusChanged { OldStatus = before.Status(), NewStatus = after.Status() });
        }
    }

    /// <summary>The last event of a gateway: nothing of it runs any more.</summary>
    public Task AddDeletedAsync(Session session, P2cVpnGatewayRow gateway) =>
        outbox.AddAsync(session, Subject(gateway, gateway.RequestId), new P2cVpnGatewayDeleted { Name = gateway.Name, Flavor = gateway.Flavor });

    private static EventSubject Subject(P2cVpnGatewayRow gateway, string requestId) =>
        new(gateway.ProjectId, gateway.EnterpriseProjectId, gateway.Id, gateway.Generation, requestId);

    private static EipUse? EipUse(P2cVpnGatewayRow gateway) => gateway.Eip.ToEip() is not { } eip ? null : new EipUse
    {
        Id = eip.Id,
        IpAddress = eip.IpAddress,
        ChargeMode = eip.ChargeMode,
        BandwidthSize = (int)eip.BandwidthSize,
        ShareType = eip.ShareType,
        BandwidthId = eip.BandwidthId,
    };
}
