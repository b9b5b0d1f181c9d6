namespace VpnMesh.SiteToSite.Agents;

internal static class AgentsSlice
{
    public static void AddAgents(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PlacementSignal>();
    }

    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
    }
}
