using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>
/// The events about client CA certificates, which are in the enterprise project of their gateway; their generation is that of the server.
/// </summary>
internal sealed class ClientCaCertificateEvents(Outbox<P2CDatabase> outbox)
{
    public Task AddImportedAsync(Session session, VpnServerRow server, ClientCaCertificateRow certificate, string requestId) =>
        outbox.AddAsync(session, Subject(server, certificate, requestId), new ClientCaCertificateImported
        {
            Name = certificate.Name,
            VpnServerId = certificate.VpnServerId,
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            SerialNumber = certificate.SerialNumber,
            ExpirationTime = certificate.ExpireTime.ToWireTime(),
        });

    public Task AddUpdatedAsync(Session session, VpnServerRow server, ClientCaCertificateRow certificate, string requestId) =>
        outbox.AddAsync(session, Subject(server, certificate, requestId), new ClientCaCertificateUpdated
        {
            Name = certificate.Name,
            VpnServerId = certificate.VpnServerId,
        });

    public Task AddDeletedAsync(Session session, VpnServerRow server, ClientCaCertificateRow certificate, string requestId) =>
        outbox.AddAsync(session, Subject(server, certificate, requestId), new ClientCaCertificateDeleted
        {
            Name = certificate.Name,
            VpnServerId = certificate.VpnServerId,
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            SerialNumber = certificate.SerialNumber,
        });

    private static EventSubject Subject(VpnServerRow server, ClientCaCertificateRow certificate, string requestId) =>
        new(server.ProjectId, server.EnterpriseProjectId, certificate.Id, server.Generation, requestId);
}
