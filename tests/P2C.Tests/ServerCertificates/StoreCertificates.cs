using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using VpnMesh.Protos.P2C.V1;

namespace VpnMesh.P2C.Tests.ServerCertificates;

/// <summary>Certificates for the certificate store, made for a test.</summary>
internal static class StoreCertificates
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>A certificate of RSA that a CA issued.</summary>
    public static RegisterServerCertificateRequest Issued(string projectId, string id = "scs1717051012106")
    {
        using var caKey = RSA.Create(2048);
        var caRequest = new CertificateRequest("CN=Root, O=示例, C=CN", caKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = caRequest.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(1000));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=www.server.example.com, C=CN", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(ca, Now.AddDays(-1), Now.AddDays(100), [0x3D, 0x69, 1, 2, 3, 4, 5, 6, 7, 8]);
        return Request(projectId, id, certificate.ExportCertificatePem(), ca.ExportCertificatePem(), key.ExportRSAPrivateKeyPem());
    }

    /// <summary>A certificate that is its own issuer, with keys and dates as wished.</summary>
    public static RegisterServerCertificateRequest Alone(
        string projectId, string id = "scs1717051012106", int bits = 2048, int fromDays = -1, int toDays = 100)
    {
        using var key = RSA.Create(bits);
        var request = new CertificateRequest("CN=alone", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(Now.AddDays(fromDays), Now.AddDays(toDays));
        return Request(projectId, id, certificate.ExportCertificatePem(), "", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate that is its own issuer, signed with an algorithm that is no longer taken.</summary>
    public static RegisterServerCertificateRequest Sha1(string projectId)
    {
        using var key = RSA.Create(2048);
        var pair = DotNetUtilities.GetRsaKeyPair(key);
        var certificate = new X509V3CertificateGenerator();
        certificate.SetSerialNumber(BigInteger.One);
        certificate.SetIssuerDN(new X509Name("CN=old"));
        certificate.SetSubjectDN(new X509Name("CN=old"));
        certificate.SetNotBefore(Now.UtcDateTime.AddDays(-1));
        certificate.SetNotAfter(Now.UtcDateTime.AddDays(100));
        certificate.SetPublicKey(pair.Public);
        var signed = certificate.Generate(new Asn1SignatureFactory("SHA1WITHRSA", pair.Private));
        return Request(projectId, "old", PemEncoding.WriteString("CERTIFICATE", signed.GetEncoded()), "", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate of EC that is its own issuer.</summary>
    public static RegisterServerCertificateRequest OfCurve(string projectId, string id = "ec")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var certificate = new CertificateRequest("CN=ec", key, HashAlgorithmName.SHA384).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(100));
        return Request(projectId, id, certificate.ExportCertificatePem(), "", key.ExportECPrivateKeyPem());
    }

    private static RegisterServerCertificateRequest Request(string projectId, string id, string certificate, string chain, string key) => new()
    {
        ProjectId = projectId,
        CertificateId = id,
        Name = "test-05304",
        Certificate = certificate,
        CertificateChain = chain,
        PrivateKey = key,
    };
}
