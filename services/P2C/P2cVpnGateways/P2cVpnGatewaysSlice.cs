using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>Point-to-cloud gateways: where people dial in.</summary>
internal static class P2cVpnGatewaysSlice
{
    public static void AddP2cVpnGateways(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<P2cVpnGatewayService>();
        builder.Services.AddSingleton<P2cVpnGatewayEvents>();
        builder.Services.AddSingleton<IGateways<P2CDatabase>, P2cGateways>();
        builder.Services.AddSingleton<ZoneDirectory<P2CDatabase>>();
        builder.AddEventHandler<P2CDatabase, P2cEipUnboundHandler>();
    }

    public static void MapP2cVpnGateways(this IEndpointRouteBuilder routes) => routes.MapGrpcService<P2cVpnGatewayService>();
}
