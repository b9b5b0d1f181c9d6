using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VpnMesh.Protos.P2C.V1;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>Certificates of point-to-cloud servers and of CAs of their clients, made for a test.</summary>
internal static class Certificates
{
    /// <summary>A certificate that names nobody else's CA, as PEM.</summary>
    public static string Ca(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return SelfSigned(request);
    }

    /// <summary>A certificate of RSA for the store of a project, its key in the form of PKCS #1 or PKCS #8.</summary>
    public static RegisterServerCertificateRequest Rsa(string projectId, string id, bool pkcs8 = false)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=www.server.example.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Entry(projectId, id, SelfSigned(request), pkcs8 ? key.ExportPkcs8PrivateKeyPem() : key.ExportRSAPrivateKeyPem());
    }

    /// <summary>A certificate of a curve for the store of a project, its key in the form of SEC 1.</summary>
    public static RegisterServerCertificateRequest OfCurve(string projectId, string id)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return Entry(projectId, id, SelfSigned(new CertificateRequest("CN=curve", key, HashAlgorithmName.SHA384)), key.ExportECPrivateKeyPem());
    }

    private static string SelfSigned(CertificateRequest request)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(100));
        return certificate.ExportCertificatePem();
    }

    private static RegisterServerCertificateRequest Entry(string projectId, string id, string certificate, string key) =>
        new() { ProjectId = projectId, CertificateId = id, Name = "test", Certificate = certificate, PrivateKey = key };
}
