using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.X509;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>
/// A CA certificate that a caller sent as text. One parser reads all kinds: the framework's does not know SM2. The signature is not
/// verified: the caller says whom to trust.
/// </summary>
internal sealed class CaCertificateText
{
    private const int LeastRsaBits = 2048;

    private static readonly Dictionary<DerObjectIdentifier, string> SignatureAlgorithms = new()
    {
        [PkcsObjectIdentifiers.Sha256WithRsaEncryption] = "SHA256WITHRSA",
        [PkcsObjectIdentifiers.Sha384WithRsaEncryption] = "SHA384WITHRSA",
        [PkcsObjectIdentifiers.Sha512WithRsaEncryption] = "SHA512WITHRSA",
        [X9ObjectIdentifiers.ECDsaWithSha256] = "SHA256WITHECDSA",
        [X9ObjectIdentifiers.ECDsaWithSha384] = "SHA384WITHECDSA",
        [X9ObjectIdentifiers.ECDsaWithSha512] = "SHA512WITHECDSA",
        [GMObjectIdentifiers.sm2sign_with_sm3] = "SM3WITHSM2",
    };

    private static readonly HashSet<DerObjectIdentifier> Curves =
    [
        SecObjectIdentifiers.SecP256r1, SecObjectIdentifiers.SecP384r1, SecObjectIdentifiers.SecP521r1, GMObjectIdentifiers.sm2p256v1,
    ];

    private readonly string _field;
    private readonly byte[] _der;
    private readonly X509Certificate _certificate;

    private CaCertificateText(string field, byte[] der, X509Certificate certificate)
    {
        _field = field;
        _der = der;
        _certificate = certificate;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(der));
    }

    /// <summary>SHA-256 of the DER form, lower-case hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads the text, without judging what the certificate says.</summary>
    /// <param name="field">JSON path of the field, which also names the certificate in messages.</param>
    /// <param name="content">PEM text; what stands around the certificate in it is not looked at.</param>
    /// <exception cref="DomainException"><c>VPN.0070</c> an unknown kind of key, which cannot be read; <c>VPN.0074</c>, <c>VPN.0075</c></exception>
    public static CaCertificateText Read(string field, string content)
    {
        if (!PemEncoding.TryFind(content, out var pem) || content.AsSpan()[pem.Label] is not "CERTIFICATE")
        {
            throw ErrorCatalogue.CertificateFormat.For(field, field);
        }
        var der = new byte[pem.DecodedDataLength];
        Convert.TryFromBase64Chars(content.AsSpan()[pem.Base64Data], der, out _);
        try
        {
            var structure = X509CertificateStructure.GetInstance(Asn1Object.FromByteArray(der));
            if (!IsKnown(structure.SubjectPublicKeyInfo.Algorithm))
            {
                throw ErrorCatalogue.CertificateKeyAlgorithm.For(field, field);
            }
            var certificate = new X509Certificate(structure);
            // Whatever is broken inside shows when it is looked at.
            _ = (certificate.GetPublicKey(), certificate.GetBasicConstraints(), certificate.NotBefore, certificate.NotAfter);
            return new CaCertificateText(field, der, certificate);
        }
        catch (Exception exception) when (exception is not DomainException)
        {
            throw ErrorCatalogue.CertificateContent.For(field, field);
        }
    }

    /// <summary>Judges what stays as it is: a certificate that was taken once passes ever after.</summary>
    /// <exception cref="DomainException"><c>VPN.0070</c>, <c>VPN.0071</c>, <c>VPN.0076</c></exception>
    public void CheckKind()
    {
        Require(HasStrongKey(), ErrorCatalogue.CertificateKeyAlgorithm);
        Require(SignatureAlgorithms.ContainsKey(SignatureAlgorithm), ErrorCatalogue.CertificateSignatureAlgorithm);
        Require(_certificate.GetBasicConstraints() >= 0, ErrorCatalogue.CertificateNotCa);
    }

    /// <summary>Judges the period of validity.</summary>
    /// <param name="now">Time at which the certificate must be valid.</param>
    /// <exception cref="DomainException"><c>VPN.0072</c>, <c>VPN.0073</c></exception>
    public void CheckValidity(DateTimeOffset now)
    {
        Require(_certificate.NotAfter >= now.UtcDateTime, ErrorCatalogue.CertificateExpired);
        Require(_certificate.NotBefore <= now.UtcDateTime, ErrorCatalogue.CertificateNotYetValid);
    }

    public CaCertificateRow ToRow(string id, string projectId) => new()
    {
        Id = id,
        ProjectId = projectId,
        Fingerprint = Fingerprint,
        // Not the text that was sent: a private key may stand behind the certificate in it.
        Content = PemEncoding.WriteString("CERTIFICATE", _der),
        SerialNumber = _certificate.SerialNumber.ToString(),
        SignatureAlgorithm = SignatureAlgorithms[SignatureAlgorithm],
        Issuer = _certificate.IssuerDN.ToString(),
        Subject = _certificate.SubjectDN.ToString(),
        ExpireTime = new DateTimeOffset(DateTime.SpecifyKind(_certificate.NotAfter, DateTimeKind.Utc)).ToUnixTimeMilliseconds(),
    };

    private DerObjectIdentifier SignatureAlgorithm => _certificate.CertificateStructure.SignatureAlgorithm.Algorithm;

    private void Require(bool met, ErrorCode otherwise)
    {
        if (!met)
        {
            throw otherwise.For(_field, _field);
        }
    }

    private bool HasStrongKey() => _certificate.GetPublicKey() is not RsaKeyParameters rsa || rsa.Modulus.BitLength >= LeastRsaBits;

    private static bool IsKnown(AlgorithmIdentifier key) =>
        key.Algorithm.Equals(PkcsObjectIdentifiers.RsaEncryption)
        || (key.Algorithm.Equals(X9ObjectIdentifiers.IdECPublicKey) && key.Parameters is DerObjectIdentifier curve && Curves.Contains(curve));
}
