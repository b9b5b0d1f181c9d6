using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>The events about customer gateways, which belong to no enterprise project but the default one.</summary>
internal sealed class CustomerGatewayEvents(Outbox<SiteToSiteDatabase> outbox)
{
    public Task AddCreatedAsync(Session session, CustomerGatewayRow gateway, string requestId) =>
        outbox.AddAsync(session, Subject(gateway, requestId), new CustomerGatewayCreated
        {
            Name = gateway.Name,
            IdType = gateway.IdType,
            IdValue = gateway.IdValue,
        });

    public Task AddUpdatedAsync(Session session, CustomerGatewayRow before, CustomerGatewayRow after, string requestId)
    {
        var told = new CustomerGatewayUpdated { Name = after.Name };
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

    private static EventSubject Subject(CustomerGatewayRow gateway, string requestId) =>
        new(gateway.ProjectId, EnterpriseProjectId: "0", gateway.Id, gateway.Generation, requestId);
}
