using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>Client CA certificates as answers show them (contract: QueryClientCaCertificateBody).</summary>
internal static class ClientCaCertificateAnswers
{
    public static ClientCaCertificate Shown(ClientCaCertificateRow certificate) => new()
    {
        Id = certificate.Id,
        Name = certificate.Name,
        Issuer = certificate.Issuer,
        Subject = certificate.Subject,
        SerialNumber = certificate.SerialNumber,
        ExpirationTime = certificate.ExpireTime.ToWireTime(),
        SignatureAlgorithm = certificate.SignatureAlgorithm,
        CreatedAt = certificate.CreatedAt.ToWireTime(),
        UpdatedAt = certificate.UpdatedAt.ToWireTime(),
    };
}
