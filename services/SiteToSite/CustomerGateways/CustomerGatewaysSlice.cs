namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>Customer gateways: the records of the on-premises ends.</summary>
internal static class CustomerGatewaysSlice
{
    public static void AddCustomerGateways(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CustomerGatewayEvents>();
        builder.Services.AddSingleton<CustomerGatewayService>();
    }

    public static void MapCustomerGateways(this IEndpointRouteBuilder routes) => routes.MapGrpcService<CustomerGatewayService>();
}
