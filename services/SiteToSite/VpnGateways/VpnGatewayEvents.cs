using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>The events about gateways.</summary>
internal sealed class VpnGatewayEvents(Outbox<SiteToSiteDatabase> outbox)
{
    // What callers can see of a gateway and change, under its name in the contract.
    private static readonly (string Name, Func<VpnGatewayRow, string?> Value)[] Fields =
    [
        ("name", gateway => gateway.Name),
        ("local_subnets", gateway => gateway.IpVersion == "ipv4" ? gateway.LocalSubnets : null),
        ("local_subnets_v6", gateway => gateway.IpVersion == "ipv6" ? gateway.LocalSubnets : null),
        ("eip1", gateway => gateway.Eip1),
        ("eip2", gateway => gateway.Eip2),
        ("flavor", gateway => gateway.Flavor),
        ("policy_template", gateway => gateway.PolicyTemplate),
        ("enterprise_project_id", gateway => gateway.EnterpriseProjectId),
    ];

    public Task AddCreatedAsync(Session session, VpnGatewayRow gateway) =>
        outbox.AddAsync(session, Subject(gateway, gateway.RequestId), new VpnGatewayCreated
        {
            Name = gateway.Name,
            Flavor = gateway.Flavor,
            NetworkType = gateway.NetworkType,
            AttachmentType = gateway.AttachmentType,
            HaMode = gateway.HaMode,
            AvailabilityZoneIds = { gateway.ZoneNames() },
            Eips = { EipUses(gateway) },
        });

    /// <summary>Tells what differs between two states of a gateway, and its change of status if there is one.</summary>
    public async Task AddUpdatedAsync(Session session, VpnGatewayRow before, VpnGatewayRow after, string requestId)
    {
        var changed = Fields.Where(field => field.Value(before) != field.Value(after)).Select(field => field.Name);
        await outbox.AddAsync(session, Subject(after, requestId), new VpnGatewayUpdated
        {
            Name = after.Name,
            Flavor = after.Flavor,
            Changed = { changed },
            Eips = { EipUses(after) },
        });
        await AddStatusChangedAsync(session, before, after, requestId);
    }

    public async Task AddStatusChangedAsync(Session session, VpnGatewayRow before, VpnGatewayRow after, string requestId)
    {
        if (before.Status() != after.Status())
        {
            await outbox.AddAsync(
                session, Subject(after, requestId), new VpnGatewayStatusChanged { OldStatus = before.Status(), NewStatus = after.Status() });
        }
    }

    /// <summary>The last event of a gateway: nothing of it runs any more.</summary>
    public Task AddDeletedAsync(Session session, VpnGatewayRow gateway) =>
        outbox.AddAsync(session, Subject(gateway, gateway.RequestId), new VpnGatewayDeleted { Name = gateway.Name, Flavor = gateway.Flavor });

    private static EventSubject Subject(VpnGatewayRow gateway, string requestId) =>
        new(gateway.ProjectId, gateway.EnterpriseProjectId, gateway.Id, gateway.Generation, requestId);

    private static IEnumerable<EipUse> EipUses(VpnGatewayRow gateway) => gateway.Eips().Select(eip => new EipUse
    {
        Id = eip.Id,
        IpAddress = eip.IpAddress,
        ChargeMode = eip.ChargeMode,
        BandwidthSize = (int)eip.BandwidthSize,
        ShareType = eip.ShareType,
        BandwidthId = eip.BandwidthId,
    });
}
