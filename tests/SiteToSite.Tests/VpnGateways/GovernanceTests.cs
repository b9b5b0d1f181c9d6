using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What comes from Governance: its refusals, its quotas, its zones, and what happens when it is not there.</summary>
public sealed class GovernanceTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string NobodysAddress = "--GOVERNANCE=unix:/nonexistent/governance.sock";

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_refusal_reaches_the_caller_as_it_is(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect, "--INVENTORY=strict");
        var caller = TestSystem.User(TestSystem.NewProject());
        await system.Inventory().RegisterZoneAsync(ZoneRequest("z1"), system.As(GatewayActions.Administrator));
        await system.QuietAsync();
        var before = await system.DumpAsync();
        var wanted = Examples.Public();
        var atRouter = Examples.Er();

        var vpc = await Refused.Async(system.Gateways().CreateVgwAsync(new CreateVgwRequest { VpnGateway = wanted }, system.As(caller)));
        var router = await Refused.Async(system.Gateways().CreateVgwAsync(new CreateVgwRequest { VpnGateway = atRouter }, system.As(caller)));

        vpc.ShouldSatisfyAllConditions(
            () => vpc.Code.ShouldBe("VPN.0500"),
            () => vpc.Message.ShouldContain(wanted.VpcId),
            () => vpc.Fields.ShouldBe(["vpn_gateway.vpc_id"]));
        router.ShouldSatisfyAllConditions(() => router.Code.ShouldBe("VPN.0004"), () => router.Status.ShouldBe("404"));
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_refusal_never_names_a_field_that_is_ignored(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect, "--INVENTORY=strict");
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = Examples.Er();
        wanted.VpcId = wanted.AccessVpcId;
        await system.Inventory().RegisterEnterpriseRouterAsync(
            new RegisterEnterpriseRouterRequest { ProjectId = caller.ProjectId, ErId = wanted.ErId }, system.As(GatewayActions.Administrator));

        var refusal = await Refused.Async(system.Gateways().CreateVgwAsync(new CreateVgwRequest { VpnGateway = wanted }, system.As(caller)));

        refusal.Code.ShouldBe("VPN.0500");
        refusal.Fields.ShouldBe(["vpn_gateway.access_vpc_id"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_quota_holds_when_creations_come_together(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 70).Select(async _ =>
        {
            try
            {
                return (await system.CreateAsync(caller, Examples.Public())).Status;
            }
            catch (Grpc.Core.RpcException refusal)
            {
                return refusal.Status.Detail;
            }
        }));

        outcomes.Count(outcome => outcome == "").ShouldBe(50);
        outcomes.Where(outcome => outcome != "").ShouldAllBe(outcome => outcome.StartsWith("Insufficient gateway quota."));
        (await system.ListAsync(caller)).Count.ShouldBe(50);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Without_Governance_writes_end_in_503_and_reads_answer(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect, NobodysAddress);
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await system.InsertAsync(caller.ProjectId);
        var options = system.As(caller);

        var create = await Refused.Async(system.Gateways().CreateVgwAsync(new CreateVgwRequest { VpnGateway = Examples.Public() }, options));
        var specification = await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = id, VpnGateway = new() { Flavor = "Basic" } }, options));
        var zones = await Refused.Async(system.Gateways().ListAvailabilityZonesAsync(new ListAvailabilityZonesRequest(), options));

        new[] { create, specification, zones }.ShouldAllBe(refusal => refusal.Code == "APIGW.0202" && refusal.Status == "503");
        create.Message.ShouldBe("Backend unavailable.");
        (await system.ShowAsync(caller, id)).SupportedFlavors.ShouldBeEmpty();
        (await system.ListAsync(caller)).ShouldHaveSingleItem().Id.ShouldBe(id);
        (await system.UpdateAsync(caller, id, new VpnGatewayChanges { Name = "b" })).Name.ShouldBe("b");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Zones_are_told_by_flavor_and_in_full(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect, "--INVENTORY=strict");
        var options = system.As(TestSystem.User(TestSystem.NewProject()));
        await system.Inventory().RegisterZoneAsync(ZoneRequest("z1", "Basic/vpc/ipv4", "GM/er/ipv6", "Professional1-NonFixedIP/er/ipv4"), system.As(GatewayActions.Administrator));
        var soldOut = ZoneRequest("z2", "Basic/vpc/ipv4");
        soldOut.Zone.SoldOut = true;
        await system.Inventory().RegisterZoneAsync(soldOut, system.As(GatewayActions.Administrator));

        var byFlavor = await system.Gateways().ListAvailabilityZonesAsync(new ListAvailabilityZonesRequest(), options);
        var inFull = await system.Gateways().ListExtendedAvailabilityZonesAsync(new ListExtendedAvailabilityZonesRequest(), options);

        byFlavor.AvailabilityZones.ShouldBe(new AvailabilityZones
        {
            Basic = new() { Vpc = { "z1" } },
            Professional1 = new(),
            Professional1NonFixedIp = new() { Er = { "z1" } },
            Professional2 = new(),
            Professional2NonFixedIp = new(),
            Gm = new() { Er = { "z1" } },
        });
        inFull.AvailabilityZones.Select(zone => (zone.Name, zone.PublicBorderGroup, zone.AvailableSpecs.Count)).ShouldBe([("z1", "center", 3), ("z2", "center", 0)]);
        inFull.AvailabilityZones[0].AvailableSpecs.ShouldContain(new AvailableSpec { Flavor = "GM", AttachmentType = "er", IpVersion = "ipv6" });
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_sold_out_zone_takes_no_larger_flavor(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect);
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        var soldOut = ZoneRequest("region-1a", "Professional2/vpc/ipv4");
        soldOut.Zone.SoldOut = true;
        await system.Inventory().RegisterZoneAsync(soldOut, system.As(GatewayActions.Administrator));

        var refusal = await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = new() { Flavor = "Professional2" } }, system.As(caller)));

        refusal.Code.ShouldBe("VPN.0505");
    }

    private static RegisterZoneRequest ZoneRequest(string name, params string[] specs) => new()
    {
        Zone = new Zone
        {
            Name = name,
            PublicBorderGroup = "center",
            Specs =
            {
                (specs.Length > 0 ? specs : ["Professional1/vpc/ipv4", "Professional1/er/ipv4"]).Select(spec => spec.Split('/'))
                    .Select(part => new ZoneSpec { Flavor = part[0], AttachmentType = part[1], IpVersion = part[2] }),
            },
        },
    };
}
