namespace VpnMesh.P2C.ServerCertificates;

/// <summary>The certificates that servers show: those of the certificate store and those that the service signs itself.</summary>
internal static class ServerCertificatesSlice
{
    public static void AddServerCertificates(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceAuthority>();
        builder.Services.AddSingleton<ServerCertificateRenewal>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ServerCertificateRenewal>());
    }
}
