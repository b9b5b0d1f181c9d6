namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>CA certificates that the certificates of clients are checked against.</summary>
internal static class ClientCaCertificatesSlice
{
    public static void AddClientCaCertificates(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClientCaCertificateEvents>();
        builder.Services.AddSingleton<ClientCaCertificateService>();
    }

    public static void MapClientCaCertificates(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ClientCaCertificateService>();
}
