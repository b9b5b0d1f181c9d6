using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Edge.Hosting;

/// <summary>
/// A certificate that the edge signs itself, kept in the data folder: <c>tls.crt</c>, which callers are given to trust, and <c>tls.key</c>,
/// which only its owner may read. It is made at the first start, and anew at a start shortly before its end.
/// </summary>
internal sealed class SelfSigned(string folder, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_renewal = TimeSpan.FromDays(30);
    // Clocks of callers may be behind.
    private static readonly TimeSpan s_allowance = TimeSpan.FromHours(1);

    /// <summary>Path of the certificate.</summary>
    public string Certificate { get; } = Path.Combine(folder, "tls.crt");

    /// <summary>Path of its key.</summary>
    public string Key { get; } = Path.Combine(folder, "tls.key");

    /// <param name="hosts">What callers may call this machine besides its name and <c>localhost</c>.</param>
    public void MakeUnlessThere(IEnumerable<string> hosts)
    {
        if (File.Exists(Certificate) && File.Exists(Key) && !IsEnding())
        {
            return;
        }
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Make(key, hosts);
        PrivateFile.Write(Key, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem() + "\n");
        var print = string.Join(':', SHA256.HashData(certificate.RawData).Select(part => part.ToString("X2", CultureInfo.InvariantCulture)));
        logger.LogInformation("Made a certificate, {Path}; its SHA-256 fingerprint is {Fingerprint}", Certificate, print);
    }

    private bool IsEnding()
    {
        using var kept = X509CertificateLoader.LoadCertificateFromFile(Certificate);
        return kept.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime < s_renewal;
    }

    private X509Certificate2 Make(ECDsa key, IEnumerable<string> hosts)
    {
        var request = new CertificateRequest("CN=VpnMesh", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // id-kp-serverAuth
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(Names(hosts));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now - s_allowance, now + s_lifetime);
    }

    private static X509Extension Names(IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.Append("localhost").Append("127.0.0.1").Append("::1").Append(Environment.MachineName).Distinct())
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else if (Uri.CheckHostName(host) == UriHostNameType.Dns)
            {
                names.AddDnsName(host);
            }
        }
        return names.Build();
    }
}
