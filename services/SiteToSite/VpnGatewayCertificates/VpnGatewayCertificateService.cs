using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>The operations of gateway certificates; each is in a file of its name.</summary>
internal sealed partial class VpnGatewayCertificateService(
    SiteToSiteDatabase database,
    KeyRing keyRing,
    VpnGatewayCertificateEvents events,
    PlacementSignal<SiteToSiteDatabase> placements,
    TimeProvider time) : Protos.SiteToSite.V5.VpnGatewayCertificates.VpnGatewayCertificatesBase
{
    /// <summary>The row with the certificates and keys that were sent, the keys sealed.</summary>
    private VpnGatewayCertificateRow Take(VpnGatewayCertificateRow row, VpnGatewayCertificateTexts texts)
    {
        var (certificate, chain, encCertificate) = (texts.Certificate, texts.Chain, texts.EncCertificate);
        return row with
        {
            Certificate = certificate.Pem,
            CertificateChain = chain.Pem,
            EncCertificate = encCertificate.Pem,
            PrivateKey = keyRing.Seal(texts.PrivateKey, VpnGatewayCertificateRow.PrivateKeyPurpose(row.Id)),
            EncPrivateKey = keyRing.Seal(texts.EncPrivateKey, VpnGatewayCertificateRow.EncPrivateKeyPurpose(row.Id)),
            Issuer = certificate.Issuer,
            SignatureAlgorithm = certificate.SignatureAlgorithm!,
            CertificateSerialNumber = certificate.SerialNumber,
            CertificateSubject = certificate.Subject,
            CertificateExpireTime = certificate.NotAfter.ToUnixTimeMilliseconds(),
            CertificateChainSerialNumber = chain.SerialNumber,
            CertificateChainSubject = chain.Subject,
            CertificateChainExpireTime = chain.NotAfter.ToUnixTimeMilliseconds(),
            EncCertificateSerialNumber = encCertificate.SerialNumber,
            EncCertificateSubject = encCertificate.Subject,
            EncCertificateExpireTime = encCertificate.NotAfter.ToUnixTimeMilliseconds(),
            FirstExpireTime = texts.FirstNotAfter.ToUnixTimeMilliseconds(),
        };
    }

    // Ids are told apart by value: a UUID in upper case names the same resource.
    private static string Stored(string id) => id.ToLowerInvariant();
}
