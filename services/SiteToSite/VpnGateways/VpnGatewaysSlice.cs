using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.VpnGateways;

internal static class VpnGatewaysSlice
{
    public static void AddVpnGateways(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<VpnGatewayService>();
        builder.Services.AddSingleton<VpnGatewayEvents>();
        builder.Services.AddSingleton<IGateways<SiteToSiteDatabase>, SiteToSiteGateways>();
        builder.Services.AddSingleton<ZoneDirectory<SiteToSiteDatabase>>();
        builder.AddEventHandler<SiteToSiteDatabase, EipUnboundHandler>();
    }

    public static void MapVpnGateways(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnGatewayService>();
}
