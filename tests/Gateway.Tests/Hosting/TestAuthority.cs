using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VpnMesh.Gateway.Tests.Hosting;

/// <summary>A CA of one's own, and certificates of it in files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset s_begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority(string name = "CN=Test CA")
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Certificate = request.CreateSelfSigned(s_begin, s_begin.AddYears(30));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>A certificate for 127.0.0.1, both as server and as client, with its key.</summary>
    public X509Certificate2 Issue(DateTimeOffset? until = null, string name = "CN=part")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var signed = request.Create(Certificate, s_begin, until ?? s_begin.AddYears(20), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Writes a certificate and its key as files of that name, whole or not at all; answers the paths.</summary>
    public static (string Certificate, string Key) Write(string folder, string name, X509Certificate2 certificate)
    {
        var (path, key) = (Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
        using var secret = certificate.GetECDsaPrivateKey()!;
        Replace(path, certificate.ExportCertificatePem());
        Replace(key, secret.ExportPkcs8PrivateKeyPem());
        return (path, key);
    }

    public string WriteCa(string folder, string name = "ca")
    {
        var path = Path.Combine(folder, name + ".crt");
        Replace(path, Certificate.ExportCertificatePem());
        return path;
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
