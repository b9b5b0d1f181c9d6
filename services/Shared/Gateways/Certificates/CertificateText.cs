using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.X509;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Gateways.Certificates;

/// <summary>
/// A certificate that a caller sent as text: read, but for its period of validity not judged; what kinds are taken is for each use to
/// say. One parser reads all kinds: the framework's does not know SM2.
/// </summary>
internal sealed class CertificateText
{
    public const string Sm2Signature = "SM3WITHSM2";
    private const string Label = "CERTIFICATE";

    // RSA of 4096 bits with its exponent, in DER. To check a longer modulus takes seconds.
    private const int LongestKey = 560;

    private static readonly Dictionary<DerObjectIdentifier, string> SignatureAlgorithms = new()
    {
        [PkcsObjectIdentifiers.Sha256WithRsaEncryption] = "SHA256WITHRSA",
        [PkcsObjectIdentifiers.Sha384WithRsaEncryption] = "SHA384WITHRSA",
        [PkcsObjectIdentifiers.Sha512WithRsaEncryption] = "SHA512WITHRSA",
        [X9ObjectIdentifiers.ECDsaWithSha256] = "SHA256WITHECDSA",
        [X9ObjectIdentifiers.ECDsaWithSha384] = "SHA384WITHECDSA",
        [X9ObjectIdentifiers.ECDsaWithSha512] = "SHA512WITHECDSA",
        [GMObjectIdentifiers.sm2sign_with_sm3] = Sm2Signature,
    };

    private static readonly HashSet<DerObjectIdentifier> Curves =
    [
        SecObjectIdentifiers.SecP256r1, SecObjectIdentifiers.SecP384r1, SecObjectIdentifiers.SecP521r1, GMObjectIdentifiers.sm2p256v1,
    ];

    private readonly byte[] _der;
    private readonly X509Certificate _certificate;
    private readonly AsymmetricKeyParameter? _key;

    // Whatever is broken inside shows here, where it is looked at.
    private CertificateText(string field, string name, byte[] der, X509CertificateStructure structure)
    {
        Field = field;
        Name = name;
        _der = der;
        _certificate = new X509Certificate(structure);
        _key = IsKnown(structure.SubjectPublicKeyInfo) ? _certificate.GetPublicKey() : null;
        IsCa = _certificate.GetBasicConstraints() >= 0;
        IsSm2 = Curve(structure.SubjectPublicKeyInfo.Algorithm)?.Equals(GMObjectIdentifiers.sm2p256v1) == true;
        SignatureAlgorithm = SignatureAlgorithms.GetValueOrDefault(structure.SignatureAlgorithm.Algorithm);
        SerialNumber = _certificate.SerialNumber.ToString();
        Issuer = Shown(_certificate.IssuerDN);
        Subject = Shown(_certificate.SubjectDN);
        NotBefore = new DateTimeOffset(DateTime.SpecifyKind(_certificate.NotBefore, DateTimeKind.Utc));
        NotAfter = new DateTimeOffset(DateTime.SpecifyKind(_certificate.NotAfter, DateTimeKind.Utc));
    }

    /// <summary>JSON path of the field.</summary>
    public string Field { get; }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    public AsymmetricKeyParameter Key => _key!;

    public bool IsSm2 { get; }

    /// <summary>Whether it has the mark of a certificate authority.</summary>
    public bool IsCa { get; }

    /// <summary>Name such as <c>SM3WITHSM2</c>; null for algorithms that nobody takes.</summary>
    public string? SignatureAlgorithm { get; }

    /// <summary>Decimal.</summary>
    public string SerialNumber { get; }

    public string Issuer { get; }

    public string Subject { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>SHA-256 of the DER form, lower-case hexadecimal.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(_der));

    /// <summary>PEM, written anew: of the text that was sent it has nothing else, such as a private key behind the certificate.</summary>
    public string Pem => PemEncoding.WriteString(Label, _der);

    /// <summary>Reads the text.</summary>
    /// <param name="field">JSON path of the field.</param>
    /// <param name="content">PEM text; what stands around the one certificate in it is not looked at.</param>
    /// <param name="name">What messages call the certificate; null: the field.</param>
    /// <param name="mustBeCa">Whether what is no CA certificate is refused, whatever its key is.</param>
    /// <exception cref="DomainException">
    /// <c>VPN.0074</c>, <c>VPN.0075</c>, <c>VPN.0076</c>; <c>VPN.0070</c> an unknown kind of key, which cannot be read, or RSA of more than
    /// 4096 bits.
    /// </exception>
    public static CertificateText Read(string field, string content, string? name = null, bool mustBeCa = false)
    {
        name ??= field;
        var blocks = PemText.Blocks(content);
        if (blocks.Count == 0 || blocks[0].Label != Label)
        {
            throw ErrorCatalogue.CertificateFormat.For(field, name);
        }
        if (blocks.Count(block => block.Label == Label) > 1)
        {
            // To drop the others without a word would leave out somebody whom the caller means to trust.
            throw ErrorCatalogue.CertificateContent.For(field, $"{name}, which must be one certificate,");
        }
        var certificate = Decode(field, name, blocks[0].Content);
        certificate.Require(certificate.IsCa || !mustBeCa, ErrorCatalogue.CertificateNotCa);
        certificate.Require(certificate._key is not null, ErrorCatalogue.CertificateKeyAlgorithm);
        return certificate;
    }

    /// <summary>Judges the period of validity.</summary>
    /// <param name="now">Time at which the certificate must be valid.</param>
    /// <exception cref="DomainException"><c>VPN.0072</c>, <c>VPN.0073</c></exception>
    public void CheckValidity(DateTimeOffset now)
    {
        Require(NotBefore <= now, ErrorCatalogue.CertificateNotYetValid);
        Require(NotAfter >= now, ErrorCatalogue.CertificateExpired);
    }

    /// <summary>Refuses the certificate unless a condition is met.</summary>
    /// <exception cref="DomainException">The error given.</exception>
    public void Require(bool met, ErrorCode otherwise)
    {
        if (!met)
        {
            throw otherwise.For(Field, Name);
        }
    }

    /// <summary>Whether the other certificate's holder issued this one.</summary>
    public bool IsIssuedBy(CertificateText issuer)
    {
        try
        {
            return _certificate.IssuerDN.Equivalent(issuer._certificate.SubjectDN) && _certificate.IsSignatureValid(issuer.Key);
        }
        catch (Exception)
        {
            // The library throws on signatures of another kind than the key, and on what it cannot read of one.
            return false;
        }
    }

    private static CertificateText Decode(string field, string name, byte[] der)
    {
        try
        {
            return new CertificateText(field, name, der, X509CertificateStructure.GetInstance(Asn1Object.FromByteArray(der)));
        }
        catch (Exception)
        {
            // The library has no one exception for what it cannot read.
            throw ErrorCatalogue.CertificateContent.For(field, name);
        }
    }

    private static bool IsKnown(SubjectPublicKeyInfo key) =>
        key.PublicKey.GetBytes().Length <= LongestKey
        && (key.Algorithm.Algorithm.Equals(PkcsObjectIdentifiers.RsaEncryption) || (Curve(key.Algorithm) is { } curve && Curves.Contains(curve)));

    private static DerObjectIdentifier? Curve(AlgorithmIdentifier key) =>
        key.Algorithm.Equals(X9ObjectIdentifiers.IdECPublicKey) ? key.Parameters as DerObjectIdentifier : null;

    // A name with such characters could be neither stored nor shown.
    private static string Shown(X509Name name) => name.ToString() is var text && text.EnumerateRunes().Any(IsUnfit)
        ? throw new InvalidDataException("a control character in a name")
        : text;

    private static bool IsUnfit(Rune rune) => Rune.IsControl(rune) || rune == Rune.ReplacementChar;
}
