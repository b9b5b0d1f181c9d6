using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>The events about gateway certificates, which are in the enterprise project of their gateway.</summary>
internal sealed class VpnGatewayCertificateEvents(Outbox<SiteToSiteDatabase> outbox)
{
    public async Task AddCreatedAsync(Session session, VpnGatewayCertificateRow certificate) =>
        await outbox.AddAsync(session, await SubjectAsync(session, certificate, certificate.RequestId), new VpnGatewayCertificateCreated
        {
            Name = certificate.Name,
            VpnGatewayId = certificate.VgwId,
            ExpireTime = certificate.FirstExpireTime.ToWireTime(),
        });

    /// <summary>Tells what differs between two states of a certificate, and its change of status if there is one.</summary>
    public async Task AddUpdatedAsync(Session session, VpnGatewayCertificateRow before, VpnGatewayCertificateRow after, string requestId)
    {
        var told = new VpnGatewayCertificateUpdated
        {
            Name = after.Name,
            VpnGatewayId = after.VgwId,
            ExpireTime = after.FirstExpireTime.ToWireTime(),
        };
        if (before.Name != after.Name)
        {
            told.Changed.Add("name");
        }
        if (before.Generation != after.Generation)
        {
            told.Changed.Add("certificate");
        }
        await outbox.AddAsync(session, await SubjectAsync(session, after, requestId), told);
        await AddStatusChangedAsync(session, before, after, requestId);
    }

    public async Task AddStatusChangedAsync(Session session, VpnGatewayCertificateRow before, VpnGatewayCertificateRow after, string requestId)
    {
        if (before.Status() == after.Status())
        {
            return;
        }
        await outbox.AddAsync(session, await SubjectAsync(session, after, requestId), new VpnGatewayCertificateStatusChanged
        {
            OldStatus = before.Status(),
            NewStatus = after.Status(),
            VpnGatewayId = after.VgwId,
        });
    }

    /// <summary>Called while the gateway is still there.</summary>
    public async Task AddDeletedAsync(Session session, VpnGatewayCertificateRow certificate, string requestId) =>
        await outbox.AddAsync(
            session,
            await SubjectAsync(session, certificate, requestId),
            new VpnGatewayCertificateDeleted { Name = certificate.Name, VpnGatewayId = certificate.VgwId });

    private static async Task<EventSubject> SubjectAsync(Session session, VpnGatewayCertificateRow certificate, string requestId)
    {
        var enterpriseProjectId = await session.FindEnterpriseProjectAsync(certificate.ProjectId, certificate.VgwId);
        return new(certificate.ProjectId, enterpriseProjectId!, certificate.Id, certificate.Generation, requestId);
    }
}
