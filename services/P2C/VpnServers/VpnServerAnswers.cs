using VpnMesh.P2C.ClientCaCertificates;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

/// <summary>Servers as answers show them (contract: ShowServerResponse).</summary>
internal static class VpnServerAnswers
{
    /// <summary>Servers of one project, with their certificates.</summary>
    public static async Task<IEnumerable<VpnServer>> ShowAsync(this Session session, string projectId, IReadOnlyCollection<VpnServerRow> servers)
    {
        string[] certificateIds = [.. servers.Select(server => server.CertificateId).OfType<string>().Distinct()];
        var certificates = (await session.ListServerCertificatesAsync([projectId], certificateIds)).ToDictionary(certificate => certificate.Id);
        var clientCas = await session.ListClientCaCertificatesAsync([.. servers.Select(server => server.Id)]);
        return servers.Select(server => Shown(
            server,
            server.CertificateId is { } id ? Shown(certificates[id]) : Shown(server.SignedCertificate),
            clientCas[server.Id]));
    }

    private static VpnServer Shown(VpnServerRow server, ServerCertificate? certificate, IEnumerable<ClientCaCertificateRow> clientCas)
    {
        var answer = new VpnServer
        {
            Id = server.Id,
            P2CVgwId = server.P2cVgwId,
            ClientCidr = server.ClientCidr,
            LocalSubnets = { server.LocalSubnets.ToStrings() },
            ClientAuthType = server.ClientAuthType,
            TunnelProtocol = server.TunnelProtocol,
            ServerCertificate = certificate,
            ClientCaCertificates = { clientCas.Select(ClientCaCertificateAnswers.Shown) },
            SslOptions = server.Options(),
            DnsServers = { server.DnsServers.ToStrings() },
            Status = server.Status(),
            CreatedAt = server.CreatedAt.ToWireTime(),
            UpdatedAt = server.UpdatedAt.ToWireTime(),
        };
        if (server.IdpName is { } idpName)
        {
            answer.IdpName = idpName;
        }
        return answer;
    }

    private static ServerCertificate Shown(ServerCertificateRow certificate) => new()
    {
        Id = certificate.Deleted == 1 ? "" : certificate.Id,
        Name = certificate.Name,
        Issuer = certificate.Issuer,
        Subject = certificate.Subject,
        SerialNumber = certificate.SerialNumber,
        ExpirationTime = certificate.ExpireTime.ToWireTime(),
        SignatureAlgorithm = certificate.SignatureAlgorithm,
        Source = CertificateSources.Store,
    };

    private static ServerCertificate? Shown(string? signedCertificate)
    {
        if (signedCertificate is null)
        {
            return null;
        }
        var certificate = CertificateText.Read(VpnServerEvents.ServerCertificate, signedCertificate);
        return new ServerCertificate
        {
            Issuer = certificate.Issuer,
            Subject = certificate.Subject,
            SerialNumber = certificate.SerialNumber,
            ExpirationTime = certificate.NotAfter.ToUnixTimeMilliseconds().ToWireTime(),
            SignatureAlgorithm = certificate.SignatureAlgorithm,
            Source = CertificateSources.ServiceSign,
        };
    }
}
