namespace VpnMesh.SiteToSite.Agents;

/// <summary>Placement of tunnel end points on agents, and the agent protocol.</summary>
internal static class AgentsSlice
{
    public static void AddAgents(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(AgentLease.Of(builder.Configuration));
        builder.Services.AddSingleton<PlacementSignal>();
        builder.Services.AddSingleton<ResourceReleases>();
        builder.Services.AddSingleton<ConnectionObservations>();
        builder.Services.AddSingleton<RouteObservations>();
        builder.Services.AddSingleton<NegotiationReports>();
        builder.Services.AddSingleton<LostConnections>();
        builder.Services.AddHostedService<NegotiationPruning>();
        builder.Services.AddSingleton<ObservedStates>();
        builder.Services.AddSingleton<CertificateObservations>();
        builder.Services.AddSingleton<AgentStreams>();
        builder.Services.AddSingleton<AgentPush>();
        builder.Services.AddSingleton<LostAgents>();
        builder.Services.AddHostedService<PlacementWorker>();
    }

    public static void MapAgents(this IEndpointRouteBuilder routes) => routes.MapGrpcService<AgentLinkService>();
}
