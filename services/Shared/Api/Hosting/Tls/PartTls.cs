using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace VpnMesh.Shared.Api.Hosting.Tls;

/// <summary>
/// Mutual TLS between the parts (settings <c>INTERNAL_TLS_CERTIFICATE</c>, <c>INTERNAL_TLS_KEY</c>, <c>INTERNAL_TLS_CA</c>): both sides show
/// a certificate of the CA, and the one that listens must be named as it is called. Without these settings the parts talk plainly; with
/// them no address between parts may be without TLS, a Unix domain socket apart.
/// </summary>
public sealed class PartTls
{
    private const string Prefix = "INTERNAL_TLS";
    private static readonly string[] s_addresses = ["SITE_TO_SITE", "P2C", "GOVERNANCE", "MONITORING", "METERING", "IDENTITY", "PARTS"];
    private readonly ReloadedFiles<SslStreamCertificateContext>? _own;
    private readonly ReloadedFiles<X509Certificate2Collection>? _authorities;

    /// <exception cref="InvalidOperationException">A file cannot be used, or an address does not fit.</exception>
    /// <exception cref="FormatException">A setting has something that is not an address.</exception>
    public PartTls(IConfiguration settings, TimeProvider time, ILogger<PartTls> logger)
    {
        if (settings[$"{Prefix}_CERTIFICATE"] is { Length: > 0 } || settings[$"{Prefix}_CA"] is { Length: > 0 })
        {
            var files = new CertificateSetting(settings, time, logger);
            _own = files.Own(Prefix);
            _authorities = files.Authorities($"{Prefix}_CA");
        }
        foreach (var setting in s_addresses)
        {
            foreach (var address in settings[setting]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                Check(PartAddress.Parse(address));
            }
        }
    }

    /// <exception cref="InvalidOperationException">The address asks for TLS that is not set, or is without TLS that is.</exception>
    public void Check(PartAddress address)
    {
        if (address.SocketPath is null && address.IsSecure != _own is not null)
        {
            throw new InvalidOperationException(_own is null
                ? $"The address {address.Uri} needs the settings VPNMESH_{Prefix}_CERTIFICATE, VPNMESH_{Prefix}_KEY and VPNMESH_{Prefix}_CA."
                : $"The address {address.Uri} is without TLS, which VPNMESH_{Prefix}_CERTIFICATE asks for: write https:// or unix:/path.");
        }
    }

    /// <summary>How the part that listens shakes hands with the next caller.</summary>
    public SslServerAuthenticationOptions OfServer() => new()
    {
        ServerCertificateContext = _own!.Current,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
    };

    /// <summary>Shakes hands with a part that listens, over a connection to it.</summary>
    /// <exception cref="AuthenticationException">It has no certificate of the CA, or one of another name.</exception>
    public async ValueTask<Stream> SecureAsync(Stream connection, string host, CancellationToken cancellationToken)
    {
        var secured = new SslStream(connection);
        try
        {
            await secured.AuthenticateAsClientAsync(OfClient(host), cancellationToken);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    private SslClientAuthenticationOptions OfClient(string host) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _own!.Current,
        CertificateChainPolicy = Policy(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
    };

    // Revocation is not looked up: parts are few, their certificates short-lived, and a CA of one's own seldom publishes any.
    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities!.Current);
        return policy;
    }
}
