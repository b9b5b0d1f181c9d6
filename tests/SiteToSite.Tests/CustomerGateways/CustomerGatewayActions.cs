using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.Tests.CustomerGateways;

/// <summary>The operations of customer gateways as a caller uses them.</summary>
internal static class CustomerGatewayActions
{
    public static Protos.SiteToSite.V5.CustomerGateways.CustomerGatewaysClient Cgws(this TestSystem system) =>
        system.Client(channel => new Protos.SiteToSite.V5.CustomerGateways.CustomerGatewaysClient(channel));

    public static NewCustomerGateway Example() => new() { Name = "cgw-3ebf", IdType = "ip", IdValue = "198.51.100.21" };

    public static NewCustomerGateway With(string pem) =>
        new() { IdValue = "198.51.100.21", CaCertificate = new NewCaCertificate { Content = pem } };

    public static async Task<CustomerGateway> CreateAsync(this TestSystem system, CallerContext caller, NewCustomerGateway wanted) =>
        (await system.Cgws().CreateCgwAsync(new CreateCgwRequest { CustomerGateway = wanted }, system.As(caller))).CustomerGateway;

    public static async Task<CustomerGateway> ShowCgwAsync(this TestSystem system, CallerContext caller, string id) =>
        (await system.Cgws().ShowCgwAsync(new ShowCgwRequest { CustomerGatewayId = id }, system.As(caller))).CustomerGateway;

    public static async Task<CustomerGateway> UpdateAsync(this TestSystem system, CallerContext caller, string id, CustomerGatewayChanges changes) =>
        (await system.Cgws().UpdateCgwAsync(new UpdateCgwRequest { CustomerGatewayId = id, CustomerGateway = changes }, system.As(caller))).CustomerGateway;

    public static async Task DeleteCgwAsync(this TestSystem system, CallerContext caller, string id) =>
        await system.Cgws().DeleteCgwAsync(new DeleteCgwRequest { CustomerGatewayId = id }, system.As(caller));

    public static async Task<ListCgwsResponse> ListAsync(this TestSystem system, CallerContext caller, ListCgwsRequest request) =>
        await system.Cgws().ListCgwsAsync(request, system.As(caller));

    /// <summary>Sets how many customer gateways the project of the caller may have.</summary>
    public static async Task SetQuotaAsync(this TestSystem system, CallerContext caller, long quota) =>
        await system.Client(channel => new InventoryAdministration.InventoryAdministrationClient(channel)).SetQuotaAsync(
            new SetQuotaRequest { ProjectId = caller.ProjectId, Type = "customer_gateway", Quota = quota },
            system.As(CallerExtensions.OfPart(CallerExtensions.Administrator)));
}
