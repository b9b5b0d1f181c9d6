
namespace VpnMesh.SiteToSite.Agents;

internal static class AgentsSlice
{
    public static void AddAgents(this IHostApplicationBuilder builder)
    {
    }

    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
    }
}
