
namespace VpnMesh.SiteToSite.VpnGateways;

internal static class VpnGatewaysSlice
{
    public static void AddVpnGateways(this IHostApplicationBuilder builder)
    {
    }

    public static void MapVpnGateways(this IEndpointRouteBuilder routes)
    {
    }
}
