using Org.BouncyCastle.Crypto.Parameters;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.ServerCertificates;

/// <summary>Which certificates OpenVPN can be run with, and which of them answers can show.</summary>
internal static class CertificateKinds
{
    private const int LeastRsaBits = 2048;
    private const int LongestName = 256;
    private const int LongestSerialNumber = 64;

    /// <summary>RSA of at least 2048 bits and the NIST curves, signed with SHA-2. SM2 is for gateways of another service.</summary>
    /// <exception cref="DomainException"><c>VPN.0070</c>, <c>VPN.0071</c></exception>
    public static void RequireKind(this CertificateText certificate)
    {
        var isStrong = certificate.Key is not RsaKeyParameters rsa || rsa.Modulus.BitLength >= LeastRsaBits;
        certificate.Require(isStrong && !certificate.IsSm2, ErrorCatalogue.CertificateKeyAlgorithm);
        var isTaken = certificate.SignatureAlgorithm is not (null or CertificateText.Sm2Signature);
        certificate.Require(isTaken, ErrorCatalogue.CertificateSignatureAlgorithm);
    }

    /// <exception cref="DomainException"><c>VPN.0075</c></exception>
    public static void RequireShowable(this CertificateText certificate)
    {
        var isShowable = certificate.Issuer.Length is > 0 and <= LongestName
            && certificate.Subject.Length is > 0 and <= LongestName
            && certificate.SerialNumber.Length <= LongestSerialNumber;
        certificate.Require(isShowable, ErrorCatalogue.CertificateContent);
    }
}
