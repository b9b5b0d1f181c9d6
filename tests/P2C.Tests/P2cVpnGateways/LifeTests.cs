using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.TestKit;

namespace VpnMesh.P2C.Tests.P2cVpnGateways;

/// <summary>What a gateway allows in which status, and how it changes.</summary>
public sealed class LifeTests(TestSystems systems) : IClassFixture<TestSystems>
{
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "PENDING_CREATE", "VPN.0506", "400" },
        { "PENDING_UPDATE", "VPN.0507", "400" },
        { "UPGRADING", "VPN.0507", "400" },
        { "ROLLING_BACK", "VPN.0507", "400" },
        { "PENDING_UPGRADE_CONFIRM", "VPN.0511", "500" },
        { "FROZEN", "VPN.0510", "500" },
        { "ORDER", "VPN.1801", "400" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_gateway_that_is_not_active_is_neither_changed_nor_deleted(string status, string code, string httpStatus)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.InsertGatewayAsync(caller);
        await system.PutIntoAsync(id, status);

        var update = await Refused.Async(system.Gateways().UpdateP2cVgwAsync(
            new UpdateP2cVgwRequest { P2CVgwId = id, P2CVpnGateway = new P2cVgwChanges { Name = "b" } }, system.As(caller)));
        var delete = await Refused.Async(system.Gateways().DeleteP2cVgwAsync(new DeleteP2cVgwRequest { P2CVgwId = id }, system.As(caller)));

        (update.Code, update.Status).ShouldBe((code, httpStatus));
        (delete.Code, delete.Status).ShouldBe((code, httpStatus));
        (await system.ShowAsync(caller, id)).Name.ShouldBe("p2c-vpngw-test");
    }

    [Fact]
    public async Task A_gateway_that_is_being_deleted_is_not_changed()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.InsertGatewayAsync(caller);
        await system.PutIntoAsync(id, "PENDING_DELETE");

        var refusal = await Refused.Async(system.Gateways().UpdateP2cVgwAsync(
            new UpdateP2cVgwRequest { P2CVgwId = id, P2CVpnGateway = new P2cVgwChanges { Name = "b" } }, system.As(caller)));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.0508", "400"));
        (await system.ShowAsync(caller, id)).Name.ShouldBe("p2c-vpngw-test");
    }

    [Theory]
    [InlineData("FAULT")]
    [InlineData("FROZEN, deletable")]
    [InlineData("ACTIVE")]
    public async Task A_gateway_can_be_deleted_and_once_more(string status)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.InsertGatewayAsync(caller);
        await system.ExecuteAsync("INSERT INTO placement (gateway_id, slot, zone, agent_id) VALUES (@id, 1, 'nowhere', 'silent')", new { id });
        await system.PutIntoAsync(id, status);

        await system.DeleteAsync(caller, id);
        await system.DeleteAsync(caller, id);

        (await system.ShowAsync(caller, id)).Status.ShouldBe("PENDING_DELETE");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_new_name_takes_effect_at_once(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.InsertGatewayAsync(caller);

        await system.UpdateAsync(caller, id, new P2cVgwChanges { Name = "b" });

        var shown = await system.ShowAsync(caller, id.ToUpperInvariant());
        (shown.Name, shown.Status).ShouldBe(("b", "ACTIVE"));
        shown.UpdatedAt.ShouldNotBe(shown.CreatedAt);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Another_EIP_is_bound_only_once_the_old_one_is_unbound(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.CreateAsync(caller);
        await system.PutIntoAsync(id, "ACTIVE");
        var old = (await system.ShowAsync(caller, id)).Eip.Id;
        var change = new P2cVgwChanges { EipId = GatewayActions.Id() };

        var refusal = await Refused.Async(system.Gateways().UpdateP2cVgwAsync(new UpdateP2cVgwRequest { P2CVgwId = id, P2CVpnGateway = change }, system.As(caller)));
        await UnbindAsync(system, caller.ProjectId, old);
        await Eventually.Async(async () => (await system.ShowAsync(caller, id)).Eip is null);
        await system.PutIntoAsync(id, "ACTIVE");
        await system.UpdateAsync(caller, id, change);

        refusal.Code.ShouldBe("VPN.0512");
        var shown = await system.ShowAsync(caller, id);
        (shown.Eip.Id, shown.Status).ShouldBe((change.EipId, "PENDING_UPDATE"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_administrator_freezes_a_gateway_and_lets_it_go(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.InsertGatewayAsync(caller);

        await FreezeAsync(system, caller.ProjectId, id, 1);
        var frozen = await system.ShowAsync(caller, id);
        await FreezeAsync(system, caller.ProjectId, id, 0);
        var free = await system.ShowAsync(caller, id);

        (frozen.Status, frozen.AdminStateUp, frozen.FrozenEffect).ShouldBe(("FROZEN", false, 1));
        (free.Status, free.AdminStateUp, free.FrozenEffect).ShouldBe(("ACTIVE", true, 0));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Gateways_are_listed_newest_first_page_by_page(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, await system.InsertGatewayAsync(caller));
        }

        var all = await system.Gateways().ListP2cVgwsAsync(new ListP2cVgwsRequest(), system.As(caller));
        var paged = new List<string>();
        var request = new ListP2cVgwsRequest { Limit = 2 };
        ListP2cVgwsResponse page;
        do
        {
            page = await system.Gateways().ListP2cVgwsAsync(request, system.As(caller));
            paged.AddRange(page.P2CVpnGateways.Select(gateway => gateway.Id));
            request.Marker = page.PageInfo.NextMarker;
        }
        while (page.PageInfo.HasNextMarker);

        all.P2CVpnGateways.Select(gateway => gateway.Id).ShouldBe(ids);
        (all.TotalCount, all.PageInfo.HasNextMarker).ShouldBe((5, false));
        paged.ShouldBe(ids);
    }

    [Fact]
    public async Task A_gateway_of_another_project_is_like_one_that_does_not_exist()
    {
        var system = await systems["sqlite"];
        var id = await system.InsertGatewayAsync(TestSystem.User(TestSystem.NewProject()));
        var stranger = TestSystem.User(TestSystem.NewProject());
        foreach (var named in new[] { id, GatewayActions.Id(), "x" })
        {
            var show = await Refused.Async(system.Gateways().ShowP2cVgwAsync(new ShowP2cVgwRequest { P2CVgwId = named }, system.As(stranger)));
            var delete = await Refused.Async(system.Gateways().DeleteP2cVgwAsync(new DeleteP2cVgwRequest { P2CVgwId = named }, system.As(stranger)));
            var update = await Refused.Async(system.Gateways().UpdateP2cVgwAsync(
                new UpdateP2cVgwRequest { P2CVgwId = named, P2CVpnGateway = new P2cVgwChanges { Name = "b" } }, system.As(stranger)));
            new[] { show, delete, update }.ShouldAllBe(refusal => refusal.Code == "VPN.0509" && refusal.Status == "404");
        }
    }

    [Fact]
    public async Task Zones_are_told_for_the_one_flavour()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());

        var zones = await system.Gateways().ListP2cVgwAvailabilityZonesAsync(new ListP2cVgwAvailabilityZonesRequest { Flavor = "Professional1" }, system.As(caller));
        var refusal = await Refused.Async(system.Gateways().ListP2cVgwAvailabilityZonesAsync(
            new ListP2cVgwAvailabilityZonesRequest { Flavor = "Basic" }, system.As(caller)));

        zones.AvailabilityZones.ShouldBe(["region-1a", "region-1b"]);
        refusal.Code.ShouldBe("VPN.0001");
    }

    private static async Task FreezeAsync(TestSystem system, string projectId, string id, long effect) =>
        await system.Client(channel => new P2cAdministration.P2cAdministrationClient(channel)).FreezeP2cVgwAsync(
            new FreezeP2cVgwRequest { ProjectId = projectId, P2CVgwId = id, FrozenEffect = effect },
            system.As(CallerExtensions.OfPart(CallerExtensions.Administrator)));

    private static async Task UnbindAsync(TestSystem system, string projectId, string eipId) =>
        await system.Client(channel => new InventoryAdministration.InventoryAdministrationClient(channel)).UnbindEipAsync(
            new UnbindEipRequest { ProjectId = projectId, EipId = eipId }, system.As(CallerExtensions.OfPart(CallerExtensions.Administrator)));

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Governance_is_told_all_gateways_in_pages(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        string[] written = [await system.InsertGatewayAsync(caller), await system.InsertGatewayAsync(caller)];
        var owners = system.Client(channel => new P2cReservationOwners.P2cReservationOwnersClient(channel));
        var request = new ListResourcesRequest { ResourceType = "p2c_vpn_gateway", Limit = 1 };
        var listed = new List<OwnedResource>();
        while (await owners.ListResourcesAsync(request, system.As(CallerExtensions.OfPart("governance"))) is { Resources: [var next] })
        {
            listed.Add(next);
            request.After = next.ResourceId;
        }

        listed.Where(resource => resource.ProjectId == caller.ProjectId).Select(resource => resource.ResourceId).ShouldBe(written.Order());
        request.ResourceType = "vpn_gateway";
        (await Refused.Async(owners.ListResourcesAsync(request, system.As(CallerExtensions.OfPart("governance"))))).Fields.ShouldBe(["resource_type"]);
        (await Refused.Async(owners.ListResourcesAsync(request, system.As(caller)))).Code.ShouldBe("VPN.0003");
    }
}
