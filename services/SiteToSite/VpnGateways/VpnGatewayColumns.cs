using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>The JSON columns of <c>vpn_gateway</c>, read.</summary>
internal static class VpnGatewayColumns
{
    public static IReadOnlyList<string> ZoneNames(this VpnGatewayRow gateway) => gateway.Zones.ToStrings();

    public static IReadOnlyList<string> Subnets(this VpnGatewayRow gateway) => gateway.LocalSubnets.ToStrings();

    public static IEnumerable<ResourceTag> ResourceTags(this VpnGatewayRow gateway) => gateway.Tags.ToTags();

    public static PolicyTemplate? Policies(this VpnGatewayRow gateway) => Columns.Parse(PolicyTemplate.Parser, gateway.PolicyTemplate);

    public static IEnumerable<BoundEip> Eips(this VpnGatewayRow gateway) =>
        new[] { gateway.Eip1.ToEip(), gateway.Eip2.ToEip() }.OfType<BoundEip>();
}
