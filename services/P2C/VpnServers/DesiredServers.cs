using VpnMesh.P2C.ClientCaCertificates;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

/// <summary>Servers as agents are told them, with the private key of their certificate.</summary>
internal sealed class DesiredServers(KeyRing keyRing)
{
    /// <summary>Servers of any project, in the order given.</summary>
    public async Task<IReadOnlyList<DesiredServer>> ListAsync(Session session, IReadOnlyList<VpnServerRow> servers)
    {
        string[] projectIds = [.. servers.Select(server => server.ProjectId).Distinct()];
        string[] certificateIds = [.. servers.Select(server => server.CertificateId).OfType<string>().Distinct()];
        var certificates = (await session.ListServerCertificatesAsync(projectIds, certificateIds))
            .ToDictionary(certificate => (certificate.ProjectId, certificate.Id));
        var cas = await session.ListServiceCasAsync(projectIds);
        var clientCas = await session.ListClientCaCertificatesAsync([.. servers.Select(server => server.Id)]);
        return
        [
            .. servers.Select(server => Of(
                server,
                server.CertificateId is { } id
                    ? Identity(certificates.GetValueOrDefault((server.ProjectId, id)))
                    : Identity(server, cas.GetValueOrDefault(server.ProjectId)),
                clientCas[server.Id].Select(certificate => certificate.Content))),
        ];
    }

    private DesiredServer Of(VpnServerRow server, ServerIdentity? identity, IEnumerable<string> clientCas) => new()
    {
        ServerId = server.Id,
        GatewayId = server.P2cVgwId,
        Generation = server.Generation,
        Spec = identity is not null && keyRing.TryUnseal(identity.SealedKey, identity.KeyPurpose, out var key)
            ? Spec(server, identity, key, clientCas)
            : null,
    };

    private static ServerSpec Spec(VpnServerRow server, ServerIdentity identity, string key, IEnumerable<string> clientCas)
    {
        var options = server.Options();
        return new ServerSpec
        {
            ClientCidr = server.ClientCidr,
            LocalSubnets = { server.LocalSubnets.ToStrings() },
            ClientAuthType = server.ClientAuthType,
            Port = options.Port,
            EncryptionAlgorithm = options.EncryptionAlgorithm,
            AuthenticationAlgorithm = options.AuthenticationAlgorithm,
            IsCompressed = options.IsCompressed,
            DnsServers = { server.DnsServers.ToStrings() },
            IdpName = server.IdpName ?? "",
            Certificate = identity.Certificate,
            CertificateChain = identity.Chain,
            PrivateKey = key,
            ClientCaCertificates = { clientCas },
        };
    }

    // One that was replaced between two reads is told with the next generation.
    private static ServerIdentity? Identity(ServerCertificateRow? stored) => stored is null ? null : new ServerIdentity(
        stored.Content, stored.Chain, stored.PrivateKey, ServerCertificateRow.KeyPurpose(stored.ProjectId, stored.Id));

    private static ServerIdentity? Identity(VpnServerRow server, ServiceCaRow? ca) =>
        ca is not null && server is { SignedCertificate: { } certificate, SignedPrivateKey: { } key }
            ? new ServerIdentity(certificate, ca.Content, key, VpnServerRow.SignedKeyPurpose(server.Id))
            : null;

    private sealed record ServerIdentity(string Certificate, string Chain, string SealedKey, string KeyPurpose);
}
