using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    /// <summary>The zones in which a gateway can be created now, by flavour and attachment type.</summary>
    public override async Task<ListAvailabilityZonesResponse> ListAvailabilityZones(ListAvailabilityZonesRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var open = (await zones.AskOrRememberAsync(caller, context.CancellationToken)).Where(zone => !zone.SoldOut).ToArray();
        return new ListAvailabilityZonesResponse
        {
            AvailabilityZones = new AvailabilityZones
            {
                Basic = ZonesOf(open, "Basic"),
                Professional1 = ZonesOf(open, "Professional1"),
                Professional1NonFixedIp = ZonesOf(open, "Professional1-NonFixedIP"),
                Professional2 = ZonesOf(open, "Professional2"),
                Professional2NonFixedIp = ZonesOf(open, "Professional2-NonFixedIP"),
                Gm = ZonesOf(open, "GM"),
            },
        };
    }

    private static FlavorZones ZonesOf(Zone[] open, string flavor) => new()
    {
        Vpc = { ZonesOf(open, flavor, "vpc") },
        Er = { ZonesOf(open, flavor, "er") },
    };

    private static IEnumerable<string> ZonesOf(Zone[] open, string flavor, string attachmentType) => open
        .Where(zone => zone.Specs.Any(spec => spec.Flavor == flavor && spec.AttachmentType == attachmentType))
        .Select(zone => zone.Name);
}
