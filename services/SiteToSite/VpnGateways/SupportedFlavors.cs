using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>
/// The flavours a gateway can be changed to (contract: <c>supported_flavors</c>): those of Basic, Professional1 and Professional2
/// other than its own that all its zones offer for its attachment type and IP version.
/// </summary>
internal static class SupportedFlavors
{
    public static IEnumerable<string> Of(VpnGatewayRow gateway, IReadOnlyList<Zone> zones)
    {
        if (!gateway.Flavor().Changeable)
        {
            return [];
        }
        var own = gateway.ZoneNames();
        return Flavors.All
            .Where(flavor => flavor.Changeable && flavor.Name != gateway.Flavor && Fits(flavor, gateway))
            .Where(flavor => own.All(name => zones.Any(zone => zone.Name == name && Offers(zone, flavor, gateway))))
            .Select(flavor => flavor.Name);
    }

    private static bool Fits(Flavor flavor, VpnGatewayRow gateway) =>
        !flavor.OnlyPublicVpc || gateway is { NetworkType: "public", AttachmentType: "vpc" };

    private static bool Offers(Zone zone, Flavor flavor, VpnGatewayRow gateway) => zone.Specs.Any(spec =>
        spec.Flavor == flavor.Name && spec.AttachmentType == gateway.AttachmentType && spec.IpVersion == gateway.IpVersion);
}
