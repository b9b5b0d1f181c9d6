namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>Configurations for the devices at the far ends of connections.</summary>
internal static class PeerConfigurationsSlice
{
    public static void AddPeerConfigurations(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<PeerConfigurationService>();

    public static void MapPeerConfigurations(this IEndpointRouteBuilder routes) => routes.MapGrpcService<PeerConfigurationService>();
}
