using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;

/// <summary>How a certificate for a test is to differ from a good one.</summary>
internal sealed record Wish
{
    public AsymmetricCipherKeyPair? Key { get; init; }
    public string Subject { get; init; } = GmCertificates.Name;
    public string? Serial { get; init; }
    public int FromDays { get; init; } = -1;
    public int ToDays { get; init; } = 365;
    public bool? Ca { get; init; }
    public string Signature { get; init; } = "SM3WITHSM2";
}

/// <summary>A certificate with its private key.</summary>
internal sealed record Issued(X509Certificate Certificate, AsymmetricCipherKeyPair Key)
{
    public string Pem { get; } = PemEncoding.WriteString("CERTIFICATE", Certificate.GetEncoded());

    public string Pkcs8 => GmCertificates.Pkcs8(Key);

    /// <summary>As tools write it, behind the name of its curve.</summary>
    public string Sec1
    {
        get
        {
            var structure = new ECPrivateKeyStructure(256, ((ECPrivateKeyParameters)Key.Private).D, GMObjectIdentifiers.sm2p256v1);
            return PemEncoding.WriteString("EC PARAMETERS", GMObjectIdentifiers.sm2p256v1.GetEncoded())
                + "\n" + PemEncoding.WriteString("EC PRIVATE KEY", structure.GetDerEncoded()) + "\n";
        }
    }
}

/// <summary>Certificates of gateways and of their CA, made for a test.</summary>
internal static class GmCertificates
{
    public const string Name = "C=XX,ST=Example,L=Example,O=Example,OU=vpn,CN=vpn.example.com";
    public const string CaName = "C=XX,ST=Example,L=Example,O=Example CA,CN=Example GM Root CA - 01";
    private static readonly SecureRandom Random = new();
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static AsymmetricCipherKeyPair Sm2Key() => Key("EC", new ECKeyGenerationParameters(GMObjectIdentifiers.sm2p256v1, Random));

    public static AsymmetricCipherKeyPair P256Key() => Key("EC", new ECKeyGenerationParameters(SecObjectIdentifiers.SecP256r1, Random));

    public static AsymmetricCipherKeyPair RsaKey() => Key("RSA", new KeyGenerationParameters(Random, 2048));

    public static string Pkcs8(AsymmetricCipherKeyPair key) =>
        PemEncoding.WriteString("PRIVATE KEY", PrivateKeyInfoFactory.CreatePrivateKeyInfo(key.Private).GetDerEncoded());

    public static string Encrypted(AsymmetricCipherKeyPair key) => PemEncoding.WriteString(
        "ENCRYPTED PRIVATE KEY",
        EncryptedPrivateKeyInfoFactory.CreateEncryptedPrivateKeyInfo(
            PkcsObjectIdentifiers.PbeWithShaAnd3KeyTripleDesCbc, "secret".ToCharArray(), [1, 2, 3, 4, 5, 6, 7, 8], 1000, key.Private).GetDerEncoded());

    public static Issued Ca(Wish? wish = null) => Issue(null, (wish ?? new Wish()) with { Subject = CaName, Ca = wish?.Ca ?? true });

    /// <summary>A certificate that the CA signed, or one that signed itself.</summary>
    public static Issued Issue(Issued? ca, Wish? wish = null)
    {
        wish ??= new Wish();
        var key = wish.Key ?? Sm2Key();
        var certificate = new X509V3CertificateGenerator();
        certificate.SetSerialNumber(wish.Serial is null ? new BigInteger(63, Random).Add(BigInteger.One) : new BigInteger(wish.Serial));
        certificate.SetIssuerDN(ca?.Certificate.SubjectDN ?? new X509Name(wish.Subject));
        certificate.SetSubjectDN(new X509Name(wish.Subject));
        certificate.SetNotBefore(Now.UtcDateTime.AddDays(wish.FromDays));
        certificate.SetNotAfter(Now.UtcDateTime.AddDays(wish.ToDays));
        certificate.SetPublicKey(key.Public);
        if (wish.Ca is { } isCa)
        {
            certificate.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(isCa));
        }
        return new Issued(certificate.Generate(new Asn1SignatureFactory(wish.Signature, (ca?.Key ?? key).Private, Random)), key);
    }

    /// <summary>Everything that an upload needs, good unless it is wished otherwise.</summary>
    public static NewVpnGatewayCertificate Texts(Wish? certificate = null, Wish? encCertificate = null, Wish? ca = null)
    {
        var issuer = Ca(ca);
        return Texts(issuer, Issue(issuer, certificate), Issue(issuer, encCertificate));
    }

    public static NewVpnGatewayCertificate Texts(Issued ca, Issued certificate, Issued encCertificate) => new()
    {
        Certificate = certificate.Pem,
        PrivateKey = certificate.Pkcs8,
        CertificateChain = ca.Pem,
        EncCertificate = encCertificate.Pem,
        EncPrivateKey = encCertificate.Pkcs8,
    };

    private static AsymmetricCipherKeyPair Key(string kind, KeyGenerationParameters parameters)
    {
        var generator = GeneratorUtilities.GetKeyPairGenerator(kind);
        generator.Init(parameters);
        return generator.GenerateKeyPair();
    }
}
