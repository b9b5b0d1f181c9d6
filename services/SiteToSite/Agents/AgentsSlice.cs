using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>Placement of tunnel end points on agents, and the agent protocol.</summary>
internal static class AgentsSlice
{
    public static void AddAgents(this IHostApplicationBuilder builder)
    {
        builder.AddGatewayAgents<SiteToSiteDatabase>();
        builder.AddStoreReading<SiteToSiteDatabase, ResourceStatusStore>();
        builder.Services.AddSingleton<IEndPointFollowers<SiteToSiteDatabase>, EndPointFollowers>();
        builder.Services.AddSingleton<ConnectionObservations>();
        builder.Services.AddSingleton<RouteObservations>();
        builder.Services.AddSingleton<NegotiationReports>();
        builder.Services.AddSingleton<ConnectionMonitorEvents>();
        builder.Services.AddSingleton<MonitorObservations>();
        builder.Services.AddSingleton<MeasurementReports>();
        builder.Services.AddSingleton(MonitorInterval.Of(builder.Configuration));
        builder.Services.AddSingleton<AgentReports>();
        builder.Services.AddSingleton<LostConnections>();
        builder.Services.AddHostedService<NegotiationPruning>();
        builder.Services.AddSingleton<CertificateObservations>();
        builder.Services.AddSingleton<AgentPush>();
    }

    public static void MapAgents(this IEndpointRouteBuilder routes) => routes.MapGrpcService<AgentLinkService>();
}
