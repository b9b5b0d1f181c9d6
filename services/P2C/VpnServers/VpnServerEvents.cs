using VpnMesh.P2C.ServerCertificates;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.VpnServers;

/// <summary>The events about VPN servers, which are in the enterprise project of their gateway.</summary>
internal sealed class VpnServerEvents(Outbox<P2CDatabase> outbox)
{
    /// <summary>What an update tells that concerns the certificate.</summary>
    public const string ServerCertificate = "server_certificate";

    public async Task AddCreatedAsync(Session session, VpnServerRow server) =>
        await outbox.AddAsync(session, Subject(server, server.RequestId), new VpnServerCreated
        {
            P2CVgwId = server.P2cVgwId,
            ClientCidr = server.ClientCidr,
            LocalSubnets = { server.LocalSubnets.ToStrings() },
            ClientAuthType = server.ClientAuthType,
            CertificateExpireTime = await ExpiryAsync(session, server),
        });

    /// <summary>Tells of a change, and of the change of status that goes with it.</summary>
    /// <param name="session">Transaction.</param>
    /// <param name="before">The server before.</param>
    /// <param name="after">The server now.</param>
    /// <param name="changed">Names of the fields that changed, as in the REST contract.</param>
    /// <param name="requestId">The request that asked for it; empty when none did.</param>
    public async Task AddUpdatedAsync(Session session, VpnServerRow before, VpnServerRow after, IEnumerable<string> changed, string requestId)
    {
        await outbox.AddAsync(session, Subject(after, requestId), new VpnServerUpdated
        {
            P2CVgwId = after.P2cVgwId,
            ClientCidr = after.ClientCidr,
            LocalSubnets = { after.LocalSubnets.ToStrings() },
            ClientAuthType = after.ClientAuthType,
            Changed = { changed },
            CertificateExpireTime = await ExpiryAsync(session, after),
        });
        await AddStatusChangedAsync(session, before, after, requestId);
    }

    /// <summary>Tells of a change of status, if there is one.</summary>
    public async Task AddStatusChangedAsync(Session session, VpnServerRow before, VpnServerRow after, string requestId)
    {
        if (before.Status() == after.Status())
        {
            return;
        }
        await outbox.AddAsync(session, Subject(after, requestId), new VpnServerStatusChanged
        {
            OldStatus = before.Status(),
            NewStatus = after.Status(),
            P2CVgwId = after.P2cVgwId,
        });
    }

    /// <summary>The last event of a server, which went with its gateway.</summary>
    public Task AddDeletedAsync(Session session, VpnServerRow server) =>
        outbox.AddAsync(session, Subject(server, server.RequestId), new VpnServerDeleted { P2CVgwId = server.P2cVgwId });

    private static async Task<string> ExpiryAsync(Session session, VpnServerRow server) =>
        (await session.FindCertificateExpiryAsync(server))?.ToWireTime() ?? "";

    private static EventSubject Subject(VpnServerRow server, string requestId) =>
        new(server.ProjectId, server.EnterpriseProjectId, server.Id, server.Generation, requestId);
}
