using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Connections follow the address of their end point.</summary>
public sealed class ConnectionAddressTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Another_EIP_is_taken_over_with_the_identity_that_comes_from_it(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var filledIn = await system.CreateAppliedAsync(site.Caller, site.New());
        var wanted = site.New();
        wanted.Ikepolicy = new IkePolicy { LocalId = "192.0.2.5" };
        var set = await system.CreateAppliedAsync(site.Caller, wanted);
        var elsewhere = await system.CreateAppliedAsync(site.Caller, site.New(slot: 2));
        var next = await system.RegisterEipAsync(site.Caller.ProjectId);
        await UnbindAsync(system, site);

        // While nothing is bound, another change leaves the identity alone.
        var between = await system.UpdateAsync(site.Caller, filledIn.Id, new VpnConnectionChanges { Name = "b" });
        await system.ConnectionAppliedAsync(filledIn.Id);
        var gateway = await system.UpdateAsync(site.Caller, site.Gateway.Id, new VpnGatewayChanges { EipId1 = next });

        (between.VgwIp, between.Ikepolicy.LocalId).ShouldBe((site.Gateway.Eip1.Id, site.Gateway.Eip1.IpAddress));
        var moved = await system.ShowConnectionAsync(site.Caller, filledIn.Id);
        (moved.VgwIp, moved.Ikepolicy.LocalId, moved.Status).ShouldBe((next, gateway.Eip1.IpAddress, "PENDING_UPDATE"));
        var kept = await system.ShowConnectionAsync(site.Caller, set.Id);
        (kept.VgwIp, kept.Ikepolicy.LocalId).ShouldBe((next, "192.0.2.5"));
        var untouched = await system.ShowConnectionAsync(site.Caller, elsewhere.Id);
        (untouched.VgwIp, untouched.Ikepolicy.LocalId, untouched.Status).ShouldBe((site.Gateway.Eip2.Id, site.Gateway.Eip2.IpAddress, "DOWN"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_identity_without_address_is_filled_in_when_there_is_one(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var wanted = site.New();
        wanted.Ikepolicy = new IkePolicy { LocalIdType = "fqdn", LocalId = "gw" };
        var created = await system.CreateAppliedAsync(site.Caller, wanted);
        var next = await system.RegisterEipAsync(site.Caller.ProjectId);
        await UnbindAsync(system, site);

        var between = await system.UpdateAsync(
            site.Caller, created.Id, new VpnConnectionChanges { Ikepolicy = new IkePolicy { LocalIdType = "ip" } });
        var gateway = await system.UpdateAsync(site.Caller, site.Gateway.Id, new VpnGatewayChanges { EipId1 = next });

        between.Ikepolicy.HasLocalId.ShouldBeFalse();
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Ikepolicy.LocalId.ShouldBe(gateway.Eip1.IpAddress);
    }

    private static async Task UnbindAsync(TestSystem system, Site site)
    {
        await system.UnbindAsync(site.Caller.ProjectId, site.Gateway.Eip1.Id);
        await TestKit.Eventually.Async(async () => (await system.ShowAsync(site.Caller, site.Gateway.Id)).Eip1 is null);
        await system.AppliedAsync(site.Gateway.Id);
    }
}
