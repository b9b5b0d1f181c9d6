using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>Customer gateways as answers show them.</summary>
internal static class CustomerGatewayAnswers
{
    public static CustomerGateway Shown(CustomerGatewayRow gateway, CaCertificateRow? certificate)
    {
        var shown = new CustomerGateway
        {
            Id = gateway.Id,
            Name = gateway.Name,
            IdType = gateway.IdType,
            IdValue = gateway.IdValue,
            CaCertificate = certificate is null ? null : Shown(certificate),
            CreatedAt = gateway.CreatedAt.ToWireTime(),
            UpdatedAt = gateway.UpdatedAt.ToWireTime(),
            Tags = { gateway.Tags.ToTags() },
        };
        if (gateway.BgpAsn is { } asn)
        {
            shown.BgpAsn = asn;
        }
        return shown;
    }

    private static CaCertificate Shown(CaCertificateRow certificate) => new()
    {
        Id = certificate.Id,
        SerialNumber = certificate.SerialNumber,
        SignatureAlgorithm = certificate.SignatureAlgorithm,
        Issuer = certificate.Issuer,
        Subject = certificate.Subject,
        ExpireTime = certificate.ExpireTime.ToWireTime(),
        IsUpdatable = true,
    };
}
