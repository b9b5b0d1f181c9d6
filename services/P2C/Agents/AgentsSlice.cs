using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.P2C.Agents;

/// <summary>Placement of gateways on agents, and the agent protocol.</summary>
internal static class AgentsSlice
{
    public static void AddAgents(this IHostApplicationBuilder builder)
    {
        builder.AddGatewayAgents<P2CDatabase>();
        builder.AddStoreReading<P2CDatabase, ResourceStatusStore>();
        builder.Services.AddSingleton<IEndPointFollowers<P2CDatabase>, EndPointFollowers>();
        builder.Services.AddSingleton<ServerObservations>();
        builder.Services.AddSingleton<AgentPush>();
    }

    public static void MapAgents(this IEndpointRouteBuilder routes) => routes.MapGrpcService<P2cAgentLinkService>();
}
