using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    /// <summary>Every zone and the combinations of flavour, attachment type and IP version that can be created in it now.</summary>
    public override async Task<ListExtendedAvailabilityZonesResponse> ListExtendedAvailabilityZones(
        ListExtendedAvailabilityZonesRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var known = await zones.AskOrRememberAsync(caller, context.CancellationToken);
        return new ListExtendedAvailabilityZonesResponse { AvailabilityZones = { known.Select(ToAnswer) } };
    }

    private static ExtendedAvailabilityZone ToAnswer(Zone zone) => new()
    {
        Name = zone.Name,
        PublicBorderGroup = zone.PublicBorderGroup,
        AvailableSpecs = { zone.SoldOut ? [] : zone.Specs.Select(ToAnswer) },
    };

    private static AvailableSpec ToAnswer(ZoneSpec spec) => new()
    {
        Flavor = spec.Flavor,
        AttachmentType = spec.AttachmentType,
        IpVersion = spec.IpVersion,
    };
}
