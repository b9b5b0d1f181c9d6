using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>Gateway certificates as answers show them.</summary>
internal static class VpnGatewayCertificateAnswers
{
    /// <summary>As the queries answer it.</summary>
    public static VpnGatewayCertificate Shown(VpnGatewayCertificateRow certificate)
    {
        var shown = Written(certificate);
        shown.ProjectId = certificate.ProjectId;
        shown.Status = certificate.Status();
        shown.UpdatedAt = certificate.UpdatedAt.ToWireTime();
        return shown;
    }

    /// <summary>As upload and update answer it.</summary>
    public static VpnGatewayCertificate Written(VpnGatewayCertificateRow certificate) => new()
    {
        Id = certificate.Id,
        Name = certificate.Name,
        VgwId = certificate.VgwId,
        Issuer = certificate.Issuer,
        SignatureAlgorithm = certificate.SignatureAlgorithm,
        CertificateSerialNumber = certificate.CertificateSerialNumber,
        CertificateSubject = certificate.CertificateSubject,
        CertificateExpireTime = certificate.CertificateExpireTime.ToWireTime(),
        CertificateChainSerialNumber = certificate.CertificateChainSerialNumber,
        CertificateChainSubject = certificate.CertificateChainSubject,
        CertificateChainExpireTime = certificate.CertificateChainExpireTime.ToWireTime(),
        EncCertificateSerialNumber = certificate.EncCertificateSerialNumber,
        EncCertificateSubject = certificate.EncCertificateSubject,
        EncCertificateExpireTime = certificate.EncCertificateExpireTime.ToWireTime(),
        CreatedAt = certificate.CreatedAt.ToWireTime(),
    };
}
