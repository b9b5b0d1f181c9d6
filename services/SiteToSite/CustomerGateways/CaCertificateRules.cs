using Org.BouncyCastle.Crypto.Parameters;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>
/// Which certificates may be the CA certificate of a customer gateway. Their signature is not verified: the caller says whom to trust.
/// </summary>
internal static class CaCertificateRules
{
    private const int LeastRsaBits = 2048;

    /// <summary>Judges what stays as it is: a certificate that was taken once passes ever after.</summary>
    /// <exception cref="DomainException"><c>VPN.0070</c>, <c>VPN.0071</c>, <c>VPN.0076</c></exception>
    public static void CheckKind(CertificateText certificate)
    {
        var isStrong = certificate.Key is not RsaKeyParameters rsa || rsa.Modulus.BitLength >= LeastRsaBits;
        certificate.Require(isStrong, ErrorCatalogue.CertificateKeyAlgorithm);
        certificate.Require(certificate.SignatureAlgorithm is not null, ErrorCatalogue.CertificateSignatureAlgorithm);
        certificate.Require(certificate.IsCa, ErrorCatalogue.CertificateNotCa);
    }

    /// <summary>A certificate that was judged, as it is stored.</summary>
    public static CaCertificateRow ToRow(this CertificateText certificate, string id, string projectId) => new()
    {
        Id = id,
        ProjectId = projectId,
        Fingerprint = certificate.Fingerprint,
        Content = certificate.Pem,
        SerialNumber = certificate.SerialNumber,
        SignatureAlgorithm = certificate.SignatureAlgorithm!,
        Issuer = certificate.Issuer,
        Subject = certificate.Subject,
        ExpireTime = certificate.NotAfter.ToUnixTimeMilliseconds(),
    };
}
