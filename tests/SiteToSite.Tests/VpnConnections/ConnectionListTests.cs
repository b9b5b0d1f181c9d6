using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Lists of connections: order, pages, filters, and whose they are.</summary>
public sealed class ConnectionListTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, (string Field, ListVpnConnectionsRequest Request)> Malformed = new()
    {
        ["limit -1"] = ("limit", new ListVpnConnectionsRequest { Limit = -1 }),
        ["limit 2001"] = ("limit", new ListVpnConnectionsRequest { Limit = 2001 }),
        ["marker"] = ("marker", new ListVpnConnectionsRequest { Marker = "yesterday" }),
        ["vgw_id"] = ("vgw_id", new ListVpnConnectionsRequest { VgwId = "x" }),
        ["vpn_id"] = ("vpn_id", new ListVpnConnectionsRequest { VpnId = "x" }),
        ["vgw_ip"] = ("vgw_ip", new ListVpnConnectionsRequest { VgwIp = "10.0.0" }),
        ["eip_id"] = ("eip_id", new ListVpnConnectionsRequest { EipId = "" }),
        ["enterprise_project_id"] = ("enterprise_project_id", new ListVpnConnectionsRequest { EnterpriseProjectId = { "1" } }),
    };

    public static TheoryData<string> MalformedRows => [.. Malformed.Keys];

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_newest_comes_first_and_pages_lead_to_the_rest(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var expected = new List<string>();
        // Two of one time, told apart by their ids.
        foreach (var age in new[] { 3, 2, 2, 1 })
        {
            var created = await system.CreateAppliedAsync(site.Caller, site.New("bgp"));
            await system.ExecuteAsync("UPDATE vpn_connection SET created_at = 1000000 - @age WHERE id = @Id", new { age, created.Id });
            expected.Add(created.Id);
        }
        expected.Reverse();
        if (string.CompareOrdinal(expected[1], expected[2]) < 0)
        {
            (expected[1], expected[2]) = (expected[2], expected[1]);
        }

        var all = await system.ListAsync(site.Caller, new ListVpnConnectionsRequest { Limit = 2000 });
        var paged = new List<string>();
        var request = new ListVpnConnectionsRequest { Limit = 1 };
        ListVpnConnectionsResponse page;
        do
        {
            page = await system.ListAsync(site.Caller, request);
            (page.PageInfo.CurrentCount, page.TotalCount).ShouldBe((1, 4));
            paged.Add(page.VpnConnections.ShouldHaveSingleItem().Id);
            request.Marker = page.PageInfo.NextMarker;
        }
        while (page.PageInfo.HasNextMarker);
        var none = await system.ListAsync(site.Caller, new ListVpnConnectionsRequest { Limit = 0 });

        all.VpnConnections.Select(connection => connection.Id).ShouldBe(expected);
        all.PageInfo.HasNextMarker.ShouldBeFalse();
        paged.ShouldBe(expected);
        (none.VpnConnections.Count, none.PageInfo.CurrentCount, none.PageInfo.HasNextMarker, none.TotalCount).ShouldBe((0, 0, false, 4));
        var shown = await system.ShowConnectionAsync(site.Caller, expected[0]);
        shown.BgpPeer.ShouldNotBeNull();
        shown.BgpPeer = null;
        all.VpnConnections[0].ShouldBe(shown);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Filters_choose_and_all_of_them_must_match(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var enterpriseProject = Examples.Id();
        var wanted = Examples.Public();
        wanted.EnterpriseProjectId = enterpriseProject;
        var otherId = (await system.CreateActiveAsync(site.Caller, wanted)).Id;
        var other = site with { Gateway = await system.ShowAsync(site.Caller, otherId) };
        var first = (await system.CreateAsync(site.Caller, site.New())).Id;
        var second = (await system.CreateAsync(site.Caller, site.New(slot: 2))).Id;
        var third = (await system.CreateAsync(site.Caller, other.New())).Id;
        async Task ShouldListAsync(ListVpnConnectionsRequest request, params string[] ids)
        {
            var page = await system.ListAsync(site.Caller, request);
            page.VpnConnections.Select(connection => connection.Id).ShouldBe(ids, ignoreOrder: true, request.ToString());
            (page.PageInfo.CurrentCount, page.TotalCount).ShouldBe((ids.Length, 3));
        }

        await ShouldListAsync(new() { VgwId = site.Gateway.Id }, first, second);
        await ShouldListAsync(new() { VgwId = site.Gateway.Id.ToUpperInvariant() }, first, second);
        await ShouldListAsync(new() { VpnId = other.Gateway.Id }, third);
        await ShouldListAsync(new() { VpnId = other.Gateway.Id, VgwId = site.Gateway.Id }, first, second);
        await ShouldListAsync(new() { VgwIp = site.Address(2) }, second);
        await ShouldListAsync(new() { VgwIp = site.Address(2).ToUpperInvariant() }, second);
        await ShouldListAsync(new() { EipId = site.Address(1).ToUpperInvariant() }, first);
        await ShouldListAsync(new() { VgwId = other.Gateway.Id, VgwIp = site.Address(1) });
        await ShouldListAsync(new() { VgwIp = "192.0.2.1" });
        await ShouldListAsync(new() { VgwId = Examples.Id() });
        await ShouldListAsync(new() { EnterpriseProjectId = { "0" } }, first, second);
        await ShouldListAsync(new() { EnterpriseProjectId = { enterpriseProject } }, third);
        await ShouldListAsync(new() { EnterpriseProjectId = { enterpriseProject, "0" } }, first, second, third);
        await ShouldListAsync(new() { EnterpriseProjectId = { "0" }, VgwId = other.Gateway.Id });
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_private_address_is_a_filter_like_an_EIP(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync("private");
        var created = await system.CreateAsync(site.Caller, site.New(slot: 2));

        (await system.ListAsync(site.Caller, new ListVpnConnectionsRequest { VgwIp = site.Address(2) })).VpnConnections.ShouldHaveSingleItem().Id.ShouldBe(created.Id);
        (await system.ListAsync(site.Caller, new ListVpnConnectionsRequest { VgwIp = site.Address(1) })).VpnConnections.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(MalformedRows))]
    public async Task What_is_malformed_is_refused(string malformed)
    {
        var system = await systems["sqlite"];
        var (field, request) = Malformed[malformed];

        var refusal = await Refused.Async(system.Connections().ListVpnConnectionsAsync(request, system.As(TestSystem.User(TestSystem.NewProject()))));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
        refusal.Fields.ShouldBe([field]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Another_project_has_none_of_them(string dialect)
    {
        var system = await systems[dialect];
        var (site, other) = (await system.SiteAsync(), await system.SiteAsync());
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        var foreign = other.Caller;

        var listed = await system.ListAsync(foreign, new ListVpnConnectionsRequest { VgwId = site.Gateway.Id });
        var refusals = new[]
        {
            await Refused.Async(system.Connections().ShowVpnConnectionAsync(new ShowVpnConnectionRequest { VpnConnectionId = created.Id }, system.As(foreign))),
            await Refused.Async(system.Reset(foreign, created.Id)),
            await Refused.Async(system.Delete(foreign, created.Id)),
            await Refused.Async(system.Connections().ListConnectionIpsecSaAsync(
                new ListConnectionIpsecSaRequest { VpnConnectionId = created.Id }, system.As(foreign))),
            await Refused.Async(system.Create(foreign, site.New())),
            await Refused.Async(system.Create(foreign, (other with { Customer = site.Customer }).New())),
        };

        (listed.VpnConnections.Count, listed.TotalCount).ShouldBe((0, 0));
        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0004" && refusal.Status == "404");
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("DOWN");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Grants_in_one_enterprise_project_reach_its_connections_alone(string dialect)
    {
        var system = await systems[dialect];
        var mine = Examples.Id();
        var site = await system.SiteAsync(enterpriseProjectId: mine);
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        var within = TestSystem.User(site.Caller.ProjectId, new Access { OnlyIn = { mine } });
        var outside = TestSystem.User(site.Caller.ProjectId, new Access { OnlyIn = { Examples.Id() } });

        (await system.ShowConnectionAsync(within, created.Id)).EnterpriseProjectId.ShouldBe(mine);
        await system.UpdateAsync(within, created.Id, new VpnConnectionChanges { Name = "b" });
        await system.ConnectionAppliedAsync(created.Id);
        await system.Reset(within, created.Id);
        await system.CreateAsync(within, site.New(slot: 2));
        var refusals = new[]
        {
            await Refused.Async(system.Connections().ShowVpnConnectionAsync(new ShowVpnConnectionRequest { VpnConnectionId = created.Id }, system.As(outside))),
            await Refused.Async(system.Change(outside, created.Id, new VpnConnectionChanges { Name = "c" })),
            await Refused.Async(system.Reset(outside, created.Id)),
            await Refused.Async(system.Delete(outside, created.Id)),
            await Refused.Async(system.Create(outside, site.New())),
            await Refused.Async(system.CreateBatch(outside, site.New())),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0003" && refusal.Status == "403");
        (await system.ListAsync(site.Caller, new ListVpnConnectionsRequest())).TotalCount.ShouldBe(2);
    }
}
