using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace VpnMesh.SiteToSite.Tests.CustomerGateways;

/// <summary>Certificates made for a test, as PEM text.</summary>
internal static class TestCertificates
{
    private const string Name = "CN=XXX, O=a0002, C=XX";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static string Rsa(int bits = 2048, HashAlgorithmName? hash = null, bool? ca = true, int fromDays = -1, int toDays = 365)
    {
        using var key = RSA.Create(bits);
        var request = new CertificateRequest(Name, key, hash ?? HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Pem(request, ca, fromDays, toDays);
    }

    public static string Ec(ECCurve curve, HashAlgorithmName hash)
    {
        using var key = ECDsa.Create(curve);
        return Pem(new CertificateRequest(Name, key, hash), ca: true, fromDays: -1, toDays: 365);
    }

    /// <summary>On a named curve that nobody knows: the name of P-256 with its last number changed.</summary>
    public static string UnknownCurve()
    {
        ReadOnlySpan<byte> p256 = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
        var der = PemBytes(Ec(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256));
        der[der.AsSpan().IndexOf(p256) + p256.Length - 1] = 0x7F;
        return PemEncoding.WriteString("CERTIFICATE", der);
    }

    public static string Sm2() => Bouncy("SM3WITHSM2", "EC", new ECKeyGenerationParameters(GMObjectIdentifiers.sm2p256v1, new SecureRandom()));

    /// <summary>Of RSA with an algorithm that is no longer taken.</summary>
    public static string Weak(string signature) => Bouncy(signature, "RSA", new KeyGenerationParameters(new SecureRandom(), 2048));

    public static string Ed25519() => Bouncy("Ed25519", "Ed25519", new Ed25519KeyGenerationParameters(new SecureRandom()));

    /// <summary>Of correct form, but with a byte of its structure changed.</summary>
    public static string Broken()
    {
        var der = PemBytes(Rsa());
        der[5] ^= 0x55;
        return PemEncoding.WriteString("CERTIFICATE", der);
    }

    /// <summary>With an RSA key whose modulus has this many bits, but is the product of nothing in particular; its signature is of another.</summary>
    public static string WithModulus(int bits)
    {
        var certificate = Asn1Sequence.GetInstance(PemBytes(Rsa()));
        var contents = Asn1Sequence.GetInstance(certificate[0]).ToArray();
        var modulus = new BigInteger(bits - 1, new SecureRandom()).SetBit(bits - 1).SetBit(0);
        contents[6] = new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption, DerNull.Instance),
            new RsaPublicKeyStructure(modulus, BigInteger.ValueOf(65537)));
        return PemEncoding.WriteString(
            "CERTIFICATE",
            new DerSequence(new DerSequence(contents), certificate[1], certificate[2]).GetDerEncoded());
    }

    /// <summary>With something more behind it, within the text that is encoded.</summary>
    public static string WithMoreInside() => PemEncoding.WriteString("CERTIFICATE", [.. PemBytes(Rsa()), 1, 2, 3]);

    private static string Pem(CertificateRequest request, bool? ca, int fromDays, int toDays)
    {
        if (ca is not null)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(ca.Value, false, 0, true));
        }
        using var certificate = request.CreateSelfSigned(Now.AddDays(fromDays), Now.AddDays(toDays));
        return certificate.ExportCertificatePem();
    }

    private static string Bouncy(string signature, string keys, KeyGenerationParameters parameters)
    {
        var generator = GeneratorUtilities.GetKeyPairGenerator(keys);
        generator.Init(parameters);
        var pair = generator.GenerateKeyPair();
        var certificate = new X509V3CertificateGenerator();
        certificate.SetSerialNumber(new BigInteger("14257156674311863338"));
        certificate.SetIssuerDN(new X509Name("C=XX,O=a0002,CN=XXX"));
        certificate.SetSubjectDN(new X509Name("C=XX,O=a0002,CN=XXX"));
        certificate.SetNotBefore(Now.UtcDateTime.AddDays(-1));
        certificate.SetNotAfter(Now.UtcDateTime.AddDays(365));
        certificate.SetPublicKey(pair.Public);
        certificate.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(true));
        var signed = certificate.Generate(new Asn1SignatureFactory(signature, pair.Private, new SecureRandom()));
        return PemEncoding.WriteString("CERTIFICATE", signed.GetEncoded());
    }

    private static byte[] PemBytes(string text) => Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]);
}
