using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>In which status a connection is changed, reset or deleted, and in which it is refused.</summary>
public sealed class ConnectionReadinessTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("sqlite", true)]
    [InlineData("postgres", false)]
    [InlineData("postgres", true)]
    public async Task What_is_frozen_is_neither_changed_reset_nor_deleted(string dialect, bool isGateway)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        await FreezeAsync(frozen: true);
        var update = await Refused.Async(system.Change(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" }));
        var reset = await Refused.Async(system.Reset(site.Caller, created.Id));
        var delete = await Refused.Async(system.Delete(site.Caller, created.Id));

        new[] { update, reset, delete }.ShouldAllBe(refusal => refusal.Code == "VPN.0001" && refusal.Status == "400");
        update.Message.ShouldEndWith("ILLEGAL not allowed update vpnConnection");
        delete.Message.ShouldEndWith("ILLEGAL not allowed delete vpnConnection");
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Name.ShouldBe(created.Name);
        await FreezeAsync(frozen: false);
        (await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" })).Name.ShouldBe("b");

        async Task FreezeAsync(bool frozen)
        {
            var administration = system.Client(channel => new SiteToSiteAdministration.SiteToSiteAdministrationClient(channel));
            var options = system.As(GatewayActions.Administrator);
            if (isGateway)
            {
                await administration.FreezeVgwAsync(new() { ProjectId = site.Caller.ProjectId, VgwId = site.Gateway.Id, Frozen = frozen }, options);
                return;
            }
            await administration.FreezeVpnConnectionAsync(
                new() { ProjectId = site.Caller.ProjectId, VpnConnectionId = created.Id.ToUpperInvariant(), Frozen = frozen }, options);
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_about_to_go_is_neither_changed_nor_reset_and_may_be_deleted_again(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        await system.PlaceAsync(site.Gateway.Id);
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        await system.Delete(site.Caller, created.Id);

        var update = await Refused.Async(system.Change(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" }));
        var reset = await Refused.Async(system.Reset(site.Caller, created.Id));
        await system.Delete(site.Caller, created.Id);

        new[] { update, reset }.ShouldAllBe(refusal => refusal.Code == "VPN.0003" && refusal.Status == "403");
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("PENDING_DELETE");
        (await GenerationAsync(system, created.Id)).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_reset_waits_for_no_other_work_to_be_queued_behind(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var created = await system.CreateAsync(site.Caller, site.New());

        var tooEarly = await Refused.Async(system.Reset(site.Caller, created.Id));
        await system.ConnectionAppliedAsync(created.Id, "up");
        await system.Reset(site.Caller, created.Id);
        var pending = await system.ShowConnectionAsync(site.Caller, created.Id);
        var again = await Refused.Async(system.Reset(site.Caller, created.Id));
        await system.ConnectionAppliedAsync(created.Id);
        await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" });
        var duringChange = await Refused.Async(system.Reset(site.Caller, created.Id));

        new[] { tooEarly, again, duringChange }.Select(refusal => refusal.Code).ShouldBe(["VPN.0001", "VPN.0031", "VPN.0001"]);
        pending.Status.ShouldBe("PENDING_UPDATE");
        pending.UpdatedAt.ShouldBe(created.UpdatedAt);
    }

    private static async Task<long> GenerationAsync(TestSystem system, string id) =>
        (await system.QueryAsync<long>("SELECT generation FROM vpn_connection WHERE id = @id", new { id })).ShouldHaveSingleItem();
}
