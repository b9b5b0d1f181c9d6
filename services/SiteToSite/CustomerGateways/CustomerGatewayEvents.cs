using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>The events about customer gateways, which belong to no enterprise project but the default one.</summary>
internal sealed class CustomerGatewayEvents(Outbox<SiteToSiteDatabase> outbox)
{
    /// <param name="session">Transaction.</param>
    /// <param name="gateway">The customer gateway.</param>
    /// <param name="certificate">Its CA certificate; null when it has none.</param>
    /// <param name="requestId">The request that asked for it.</param>
    public Task AddCreatedAsync(Session session, CustomerGatewayRow gateway, CaCertificateRow? certificate, string requestId) =>
        outbox.AddAsync(session, Subject(gateway, requestId), new CustomerGatewayCreated
        {
            Name = gateway.Name,
            IdType = gateway.IdType,
            IdValue = gateway.IdValue,
            CaExpireTime = Expiry(certificate),
        });

    /// <param name="session">Transaction.</param>
    /// <param name="before">The customer gateway before.</param>
    /// <param name="after">The customer gateway now.</param>
    /// <param name="certificate">Its CA certificate now; null when it has none.</param>
    /// <param name="requestId">The request that asked for it.</param>
    public Task AddUpdatedAsync(Session session, CustomerGatewayRow before, CustomerGatewayRow after, CaCertificateRow? certificate, string requestId)
    {
        var told = new CustomerGatewayUpdated { Name = after.Name, CaExpireTime = Expiry(certificate) };
        if (before.Name != after.Name)
        {
            told.Changed.Add("name");
        }
        if (before.CaCertificateId != after.CaCertificateId)
        {
            told.Changed.Add("ca_certificate");
        }
        return outbox.AddAsync(session, Subject(after, requestId), told);
    }

    public Task AddDeletedAsync(Session session, CustomerGatewayRow gateway, string requestId) =>
        outbox.AddAsync(session, Subject(gateway, requestId), new CustomerGatewayDeleted { Name = gateway.Name });

    private static string Expiry(CaCertificateRow? certificate) => certificate?.ExpireTime.ToWireTime() ?? "";

    private static EventSubject Subject(CustomerGatewayRow gateway, string requestId) =>
        new(gateway.ProjectId, EnterpriseProjectId: "0", gateway.Id, gateway.Generation, requestId);
}
