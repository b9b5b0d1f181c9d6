using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>
/// Which certificates may be client CA certificates: those with RSA keys of 2048 to 4096 bits or keys on the curves P-256, P-384 and P-521,
/// signed with SHA-2. SM2 is not taken: clients do not know it. Signatures are not verified: the caller says whom to trust.
/// </summary>
internal static class ClientCaCertificateTexts
{
    private const int LeastRsaBits = 2048;

    // In characters. One certificate has a few thousand; to search a text of a million for the ends of its blocks can take seconds.
    private const int LongestText = 64 * 1024;

    // Of what answers show.
    private const int LongestName = 256;
    private const int LongestSerialNumber = 64;

    /// <summary>
    /// Reads a certificate whose form was checked and judges all but its validity (<see cref="CertificateText.CheckValidity"/>). Of several
    /// faults the first in the order of the codes below is told; validity comes last.
    /// </summary>
    /// <param name="field">JSON path of the certificate.</param>
    /// <param name="certificate">The certificate as it was sent.</param>
    /// <exception cref="DomainException"><c>VPN.0074</c>, <c>VPN.0075</c>, <c>VPN.0076</c>, <c>VPN.0070</c>, <c>VPN.0071</c></exception>
    public static CertificateText Read(string field, NewClientCaCertificate certificate)
    {
        var contentField = $"{field}.content";
        var name = certificate.HasName ? certificate.Name : contentField;
        if (certificate.Content.Length > LongestText)
        {
            throw ErrorCatalogue.CertificateFormat.For(contentField, name);
        }
        var text = CertificateText.Read(contentField, certificate.Content, name, mustBeCa: true);
        text.Require(CanBeShown(text), ErrorCatalogue.CertificateContent);
        text.Require(HasFitKey(text), ErrorCatalogue.CertificateKeyAlgorithm);
        text.Require(text.SignatureAlgorithm is not (null or CertificateText.Sm2Signature), ErrorCatalogue.CertificateSignatureAlgorithm);
        return text;
    }

    /// <summary>A certificate that was judged, as it is stored.</summary>
    /// <param name="text">The certificate.</param>
    /// <param name="sent">As it was sent; without a name it is given one.</param>
    /// <param name="projectId">Project of the server.</param>
    /// <param name="serverId">The server.</param>
    /// <param name="time">Clock.</param>
    public static ClientCaCertificateRow ToRow(
        this CertificateText text, NewClientCaCertificate sent, string projectId, string serverId, TimeProvider time)
    {
        var now = time.NowMs();
        return new ClientCaCertificateRow
        {
            Id = time.NewId(),
            ProjectId = projectId,
            VpnServerId = serverId,
            Name = sent.HasName ? sent.Name : "ca-cert-" + RandomNumberGenerator.GetHexString(4, lowercase: true),
            Fingerprint = text.Fingerprint,
            Content = text.Pem,
            SerialNumber = text.SerialNumber,
            SignatureAlgorithm = text.SignatureAlgorithm!,
            Issuer = text.Issuer,
            Subject = text.Subject,
            ExpireTime = text.NotAfter.ToUnixTimeMilliseconds(),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static bool HasFitKey(CertificateText text) => text.Key switch
    {
        RsaKeyParameters rsa => rsa.Modulus.BitLength >= LeastRsaBits,
        _ => !text.IsSm2,
    };

    private static bool CanBeShown(CertificateText text) =>
        text.Issuer.Length is > 0 and <= LongestName
        && text.Subject.Length is > 0 and <= LongestName
        && text.SerialNumber.Length <= LongestSerialNumber;
}
