using System.Net.Security;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.Edge.Hosting;

/// <summary>
/// The certificate that callers see (settings <c>TLS_CERTIFICATE</c>, <c>TLS_KEY</c>, <c>TLS_PASSWORD</c>), or one that the edge signs itself
/// (<c>TLS_SELF_SIGNED=true</c>).
/// </summary>
internal static class PublicCertificate
{
    private const string Prefix = "TLS";
    private const string SelfSignedSetting = "TLS_SELF_SIGNED";

    public static bool IsSet(IConfiguration settings) => IsNamed(settings) || IsSelfSigned(settings);

    /// <returns>Null when no address is with TLS.</returns>
    /// <exception cref="InvalidOperationException">It cannot be used, or does not fit the addresses.</exception>
    public static ReloadedFiles<SslStreamCertificateContext>? Of(IServiceProvider services, IReadOnlyList<PublicAddress> addresses)
    {
        var settings = services.GetRequiredService<IConfiguration>();
        if (addresses.Any(address => address.IsSecure) != IsSet(settings))
        {
            throw new InvalidOperationException(IsSet(settings)
                ? "The setting VPNMESH_URLS has no https:// address although a certificate is set."
                : "The setting VPNMESH_URLS has an https:// address: "
                    + "VPNMESH_TLS_CERTIFICATE and VPNMESH_TLS_KEY, or VPNMESH_TLS_SELF_SIGNED=true, must be set.");
        }
        if (!IsSet(settings))
        {
            return null;
        }
        if (IsNamed(settings) && IsSelfSigned(settings))
        {
            throw new InvalidOperationException("The settings VPNMESH_TLS_CERTIFICATE and VPNMESH_TLS_SELF_SIGNED exclude each other.");
        }
        var (time, logger) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SelfSigned>>());
        var files = new CertificateSetting(settings, time, logger);
        if (IsNamed(settings))
        {
            return files.Own(Prefix);
        }
        var own = new SelfSigned(settings.DataFolder(), time, logger);
        own.MakeUnlessThere(addresses.Select(address => address.Host));
        return files.Own($"VPNMESH_{SelfSignedSetting}", own.Certificate, own.Key);
    }

    private static bool IsNamed(IConfiguration settings) => settings[$"{Prefix}_CERTIFICATE"] is { Length: > 0 };

    private static bool IsSelfSigned(IConfiguration settings) => settings.GetValue<bool>(SelfSignedSetting);
}
