using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
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

namespace VpnMesh.P2C.Tests.ClientCaCertificates;

/// <summary>How a certificate for a test is made; one that is taken when nothing is said.</summary>
internal sealed record Wish
{
    public Func<AsymmetricCipherKeyPair> Key { get; init; } = CaCertificates.P256Key;
    public string Signature { get; init; } = "SHA256WITHECDSA";
    public string Subject { get; init; } = "C=XX,O=示例,CN=Client CA";
    public string Serial { get; init; } = "16548506527294397241";
    public int FromDays { get; init; } = -1;
    public int ToDays { get; init; } = 365;

    /// <summary>What its basic constraints say; null: it has none.</summary>
    public bool? Ca { get; init; } = true;
}

/// <summary>Certificates of CAs of clients, made for a test, as PEM text.</summary>
internal static class CaCertificates
{
    /// <summary>That of the contract (CheckClientCaCertificate), valid until 2033-08-05T11:52:34Z.</summary>
    public const string Documented =
        """
        -----BEGIN CERTIFICATE-----
        MIID/DCCAmSgAwIBAgIUbMosQlteN7olppOJn3XN01cJuDAwDQYJKoZIhvcNAQEL
        BQAwFjEUMBIGA1UEAwwLcDJjdnBuLnRlc3QwHhcNMjMwODA4MTE1MjM0WhcNMzMw
        ODA1MTE1MjM0WjAWMRQwEgYDVQQDDAtwMmN2cG4udGVzdDCCAaIwDQYJKoZIhvcN
        AQEBBQADggGPADCCAYoCggGBANXkkn0Ki5u5YdtFjlMG/WFtZi9e8rSFz0k2+JH1
        3Jd6aeaHxGV6uqHidj8bpQFK7wlHob+sJEvrSLbIDooUt+9JrT1nNlHLlu7zaW65
        FOsWk7w9W3vRpqftipXUvs4fOCdDZBmhCrk2EhbZVAbXcpcL1FJ2JMYdeuCrOEU/
        pSqLQHBHhtOl/nKmNJzmHoETMaQ0V9upH7sQvamQWUgqeIZ7G2qP5ZdR09pi0/YE
        b3CQsaVP0j24LZvXqwyxajrnzDxGw4R/kAPwoRY4c6YTgA6Gj1NX1qC5NlfF5duE
        mHL60jueA2hqS7m8xzsNt89A/IBgx4G0u0q+hnqgYr0Er/H1Tmfd9vRZkHEdqAqv
        nODRdgr7tfvvm7FVxt5/GxOua4EfqTZQl6ytkj36EvuMKWkdMHdJqW+YNf9Deh8B
        paB+8QJl1qWNukl8/tQtIIWDzvtwH0jZm6k1MXQpBeBIt9vS2GYh9BTlHGJKjUkY
        yyuukqV30edaY3G454+15RbxCQIDAQABo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4G
        A1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQU/fdoI6xBHIp+w10yyYmB+7IOvDowDQYJ
        KoZIhvcNAQELBQADggGBAGVo18Lx0TNv/miNXuKgyP9aBNBJY9tAQcBNWR/6UUHh
        OXMiHhgrrOciViaWZxa/APuPPWGKjkRDGLh+cnHqzX04j2n0E335FNeXBFBJF7t6
        n0UQQDntTkVHVXNwUXwr8ggXMu5zj063de77YHO9pxCPu8g2fdlbjuxlC+tEayRK
        I2Lqn5Jj4LeiaPLku5ghKNbbONWxEOz5KN1DVeKIOEdiyhjxCxtbuL0y1GhBV5f6
        WUxCiGLmDRFC0/h5SrvN3JbYAl3hOgTvLB/w9EidphBXmyMWUYacGjKvnhcV4Lh3
        irMyBO4Lzork9r4CfhQupO3+R4oka8sMyw1jex2ZUMf8CvotpJ+yDwmZTkKwNDF3
        g/5fVaiBEY7nYxne7whAYYoOIWfetxs2oteLckr8kTUnm9da34lQRnN3tB/hfLBT
        0fj0wnDYrD5QpkSd6g6KXmXh9G79Tt3wmDRTO9pRnbjmryS0SJeHriWsde9+zhjx
        fIhjzP4eVLsEp/2MSta46Q==
        -----END CERTIFICATE-----
        """;

    private static readonly SecureRandom Random = new();
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static AsymmetricCipherKeyPair P256Key() => Key("EC", new ECKeyGenerationParameters(SecObjectIdentifiers.SecP256r1, Random));

    public static AsymmetricCipherKeyPair K1Key() => Key("EC", new ECKeyGenerationParameters(SecObjectIdentifiers.SecP256k1, Random));

    public static AsymmetricCipherKeyPair Sm2Key() => Key("EC", new ECKeyGenerationParameters(GMObjectIdentifiers.sm2p256v1, Random));

    public static AsymmetricCipherKeyPair Ed25519Key() => Key("Ed25519", new Ed25519KeyGenerationParameters(Random));

    public static AsymmetricCipherKeyPair RsaKey() => RsaKey(2048);

    public static AsymmetricCipherKeyPair ShortRsaKey() => RsaKey(1024);

    public static string Pem(Wish? wish = null) => Pem(Der(wish ?? new Wish()));

    public static string PrivateKey() =>
        PemEncoding.WriteString("PRIVATE KEY", PrivateKeyInfoFactory.CreatePrivateKeyInfo(P256Key().Private).GetDerEncoded());

    /// <summary>Of correct form, but with a byte of its structure changed.</summary>
    public static string Broken()
    {
        var der = Der(new Wish());
        der[5] ^= 0x55;
        return Pem(der);
    }

    /// <summary>With an RSA key whose modulus is the product of nothing in particular; its signature is of another.</summary>
    public static string WithModulus(int bits)
    {
        var certificate = Asn1Sequence.GetInstance(Der(new Wish()));
        var contents = Asn1Sequence.GetInstance(certificate[0]).ToArray();
        var modulus = new BigInteger(bits - 1, Random).SetBit(bits - 1).SetBit(0);
        contents[6] = new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption, DerNull.Instance),
            new RsaPublicKeyStructure(modulus, BigInteger.ValueOf(65537)));
        return Pem(new DerSequence(new DerSequence(contents), certificate[1], certificate[2]).GetDerEncoded());
    }

    private static AsymmetricCipherKeyPair RsaKey(int bits) => Key("RSA", new KeyGenerationParameters(Random, bits));

    private static AsymmetricCipherKeyPair Key(string kind, KeyGenerationParameters parameters)
    {
        var generator = GeneratorUtilities.GetKeyPairGenerator(kind);
        generator.Init(parameters);
        return generator.GenerateKeyPair();
    }

    private static byte[] Der(Wish wish)
    {
        var key = wish.Key();
        var certificate = new X509V3CertificateGenerator();
        certificate.SetSerialNumber(new BigInteger(wish.Serial));
        certificate.SetIssuerDN(new X509Name("C=XX,CN=Root"));
        certificate.SetSubjectDN(new X509Name(wish.Subject));
        certificate.SetNotBefore(Now.UtcDateTime.AddDays(wish.FromDays));
        certificate.SetNotAfter(Now.UtcDateTime.AddDays(wish.ToDays));
        certificate.SetPublicKey(key.Public);
        if (wish.Ca is { } isCa)
        {
            certificate.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(isCa));
        }
        return certificate.Generate(new Asn1SignatureFactory(wish.Signature, key.Private, Random)).GetEncoded();
    }

    private static string Pem(byte[] der) => PemEncoding.WriteString("CERTIFICATE", der);
}
