using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>The events about client CA certificates; their generation is that of the server.</summary>
internal sealed class ClientCaCertificateEvents(Outbox<P2CDatabase> outbox)
{
    public Task AddImportedAsync(Session session, ClientCaCertificateRow certificate, EventSubject subject) =>
        outbox.AddAsync(session, subject, new ClientCaCertificateImported
        {
            Name = certificate.Name,
            VpnServerId = certificate.VpnServerId,
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            SerialNumber = certificate.SerialNumber,
            ExpirationTime = certificate.ExpireTime.ToWireTime(),
        });

    public Task AddUpdatedAsync(Session session, ClientCaCertificateRow certificate, EventSubject subject) =>
        outbox.AddAsync(session, subject, new ClientCaCertificateUpdated
        {
            Name = certificate.Name,
            VpnServerId = certificate.VpnServerId,
        });

    public Task AddDeletedAsync(Session session, ClientCaCertificateRow certificate, EventSubject subject) =>
        outbox.AddAsync(session, subject, new ClientCaCertificateDeleted
        {
            Name = certificate.Name,
            VpnServerId = certificate.VpnServerId,
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            SerialNumber = certificate.SerialNumber,
        });
}
