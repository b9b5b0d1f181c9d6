using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.CustomerGateways;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Another CA certificate of a customer gateway is a change of the connections that it authenticates.</summary>
public sealed class PeerCertificateTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Agents_are_told_of_another_certificate(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var site = await system.SiteAsync("gm");
        var created = await system.CreateAppliedAsync(site.Caller, site.New());

        await system.UpdateAsync(site.Caller, site.Customer.Id, new CustomerGatewayChanges { Name = "b" });
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("DOWN");
        await system.UpdateAsync(site.Caller, site.Customer.Id, Changes(TestCertificates.Sm2()));
        var pending = await system.ShowConnectionAsync(site.Caller, created.Id);
        await system.ConnectionAppliedAsync(created.Id);

        (pending.Status, pending.UpdatedAt).ShouldBe(("PENDING_UPDATE", created.UpdatedAt));
        (await system.ToldAsync(created.Id)).Last().StatusChange().ShouldBe("DOWN -> PENDING_UPDATE");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Other_connections_of_the_customer_gateway_go_on(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());

        await system.UpdateAsync(site.Caller, site.Customer.Id, Changes(TestCertificates.Sm2()));

        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("DOWN");
    }

    private static CustomerGatewayChanges Changes(string content) => new() { CaCertificate = new NewCaCertificate { Content = content } };
}
