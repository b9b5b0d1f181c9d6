
namespace VpnMesh.SiteToSite.CustomerGateways;

internal static class CustomerGatewaysSlice
{
    public static void AddCustomerGateways(this IHostApplicationBuilder builder)
    {
    }

    public static void MapCustomerGateways(this IEndpointRouteBuilder routes)
    {
    }
}
