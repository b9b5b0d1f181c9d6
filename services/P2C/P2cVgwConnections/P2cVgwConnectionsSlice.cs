namespace VpnMesh.P2C.P2cVgwConnections;

/// <summary>Clients that are connected to a gateway.</summary>
internal static class P2cVgwConnectionsSlice
{
    public static void AddP2cVgwConnections(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<P2cVgwConnectionEvents>();
        builder.Services.AddSingleton<SessionObservations>();
        builder.Services.AddSingleton<P2cVgwConnectionService>();
        builder.Services.AddHostedService<ConnectionPruning>();
    }

    public static void MapP2cVgwConnections(this IEndpointRouteBuilder routes) => routes.MapGrpcService<P2cVgwConnectionService>();
}
