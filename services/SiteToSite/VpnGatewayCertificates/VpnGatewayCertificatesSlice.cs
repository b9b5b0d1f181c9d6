namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>Certificates of gateways of flavour GM.</summary>
internal static class VpnGatewayCertificatesSlice
{
    public static void AddVpnGatewayCertificates(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<VpnGatewayCertificateEvents>();
        builder.Services.AddSingleton<VpnGatewayCertificateService>();
    }

    public static void MapVpnGatewayCertificates(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnGatewayCertificateService>();
}
