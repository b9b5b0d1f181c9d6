using System.Net;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Tests;

public sealed class OpenInventoryTests
{
    private const string Eip1 = "EE4a631d-4c1e-4a8d-8a86-000000000001";
    private const string Eip2 = "ee4a631d-4c1e-4a8d-8a86-000000000002";

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Unknown_ids_are_remembered_with_their_relations(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);

        var elsewhere = GatewayWish.Public(request => request.VpcId = request.AccessVpcId = StrictWorld.OtherVpc);
        (await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(elsewhere, governance.Owner))).Code.ShouldBe("VPN.0503");
        await governance.Reservations.ReserveVpnGatewayAsync(elsewhere, governance.InProject("another"));
        (await governance.CountAsync($"vpc WHERE project_id = '{GovernanceInstance.Project}'")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_subnet_is_the_same_in_either_case(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);
        await governance.Reservations.ReserveVpnGatewayAsync(
            GatewayWish.Public(request => request.ConnectSubnet = request.AccessSubnetId = GatewayWish.Subnet.ToUpperInvariant()), governance.Owner);

        (await governance.CountAsync("subnet")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_unknown_EIP_gets_an_address_and_stays_that_EIP_of_its_project(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var wish = GatewayWish.Public(request =>
        {
            (request.Eip1, request.Eip2) = (GatewayWish.Eip(Eip1), GatewayWish.Eip(Eip2));
            request.MaxBandwidthSize = 100;
        });
        var first = await governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner);

        first.Eip1.Id.ShouldBe(Eip1);
        (first.Eip1.Type, first.Eip1.ChargeMode, first.Eip1.BandwidthSize, first.Eip1.ShareType).ShouldBe(("5_bgp", "bandwidth", 100, "PER"));
        InPool(first.Eip1.IpAddress).ShouldBeTrue();
        first.Eip2.IpAddress.ShouldNotBe(first.Eip1.IpAddress);

        var again = GatewayWish.Public(request => (request.Eip1, request.Eip2) = (GatewayWish.Eip(Eip2), GatewayWish.Eip(Eip1)));
        (await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(again, governance.InProject("another")))).Code.ShouldBe("VPN.0551");
        (await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(again, governance.Owner))).Code.ShouldBe("VPN.0553");

        // Its gateway was never written, so it is free again and the same as before.
        await ReleaseAsync(governance, wish.ResourceId);
        var second = await governance.Reservations.ReserveVpnGatewayAsync(again, governance.Owner);
        second.Eip2.ShouldBe(first.Eip1);
        second.Eip1.ShouldBe(first.Eip2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task New_EIPs_have_the_documented_fields_and_go_with_their_gateway(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        await governance.Inventory.RegisterBandwidthAsync(
            new RegisterBandwidthRequest { ProjectId = GovernanceInstance.Project, BandwidthId = StrictWorld.Bandwidth, Name = "shared", Size = 200 },
            governance.Administrator);
        var wish = GatewayWish.Public(request =>
        {
            request.Eip1 = new EipWish { Type = "5_sbgp", BandwidthSize = 17 };
            request.Eip2 = new EipWish { Type = "5_bgp", BandwidthId = StrictWorld.Bandwidth.ToUpperInvariant(), ChargeMode = "traffic" };
        });
        var gateway = await governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner);

        (gateway.Eip1.Type, gateway.Eip1.ChargeMode, gateway.Eip1.BandwidthSize, gateway.Eip1.ShareType).ShouldBe(("5_sbgp", "bandwidth", 17, "PER"));
        gateway.Eip1.BandwidthName.ShouldMatch("^vpngw-bandwidth-[0-9a-f]{4}$");
        Guid.TryParse(gateway.Eip1.BandwidthId, out _).ShouldBeTrue();
        InPool(gateway.Eip1.IpAddress).ShouldBeTrue();
        (gateway.Eip2.BandwidthId, gateway.Eip2.BandwidthName, gateway.Eip2.BandwidthSize, gateway.Eip2.ShareType, gateway.Eip2.ChargeMode)
            .ShouldBe((StrictWorld.Bandwidth, "shared", 200, "WHOLE", "bandwidth"));

        await ReleaseAsync(governance, wish.ResourceId);
        (await governance.CountAsync("eip")).ShouldBe(0);
        (await governance.CountAsync("quota WHERE used > 0")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Private_addresses_are_allotted_or_taken_as_named_and_freed(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var wish = GatewayWish.Private();
        var allotted = await governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner);
        allotted.AccessPrivateIp1.ShouldNotBe(allotted.AccessPrivateIp2);
        var named = GatewayWish.Private(request => (request.AccessPrivateIp1, request.AccessPrivateIp2) = ("172.16.0.1", allotted.AccessPrivateIp2));
        var refusal = await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(named, governance.Owner));
        (refusal.Code, refusal.Field).ShouldBe(("VPN.0001", "vpn_gateway.access_private_ip_2"));

        await ReleaseAsync(governance, wish.ResourceId);
        var taken = await governance.Reservations.ReserveVpnGatewayAsync(named, governance.Owner);
        (taken.AccessPrivateIp1, taken.AccessPrivateIp2).ShouldBe(("172.16.0.1", allotted.AccessPrivateIp2));
        var next = await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Private(), governance.Owner);
        next.AccessPrivateIp1.ShouldBe(allotted.AccessPrivateIp1);
        next.AccessPrivateIp2.ShouldNotBe(allotted.AccessPrivateIp2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_pool_can_be_used_up_and_what_is_released_is_used_again(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--EIP_POOL=198.51.100.0/29");
        var gateways = Enumerable.Range(0, 3).Select(_ => GatewayWish.Public()).ToList();
        var addresses = new List<string>();
        foreach (var gateway in gateways)
        {
            var reserved = await governance.Reservations.ReserveVpnGatewayAsync(gateway, governance.Owner);
            addresses.AddRange([reserved.Eip1.IpAddress, reserved.Eip2.IpAddress]);
        }
        addresses.Distinct().Count().ShouldBe(6);
        (await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner))).Code.ShouldBe("VPN.0557");

        await ReleaseAsync(governance, gateways[1].ResourceId);
        var again = await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);
        new[] { again.Eip1.IpAddress, again.Eip2.IpAddress }.ShouldBe(addresses[2..4], ignoreOrder: true);
    }

    [Fact]
    public async Task Replicas_that_share_a_small_pool_never_give_an_address_twice()
    {
        using var store = await TestStore.CreateAsync(Kind.Postgres);
        await using var one = await GovernanceInstance.StartAsync(store, "--EIP_POOL=198.51.100.0/27");
        await using var two = await GovernanceInstance.StartAsync(store, "--EIP_POOL=198.51.100.0/27");

        var reserved = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
        {
            var governance = i % 2 == 0 ? one : two;
            return governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner).ResponseAsync;
        }));

        reserved.SelectMany(gateway => new[] { gateway.Eip1.IpAddress, gateway.Eip2.IpAddress }).Distinct().Count().ShouldBe(24);
    }

    private static async Task ReleaseAsync(GovernanceInstance governance, string resourceId) =>
        await governance.Reservations.ReleaseAsync(new ReleaseRequest { ResourceIds = { resourceId } }, governance.Owner);

    private static bool InPool(string address) => IPNetwork.Parse("100.64.0.0/10").Contains(IPAddress.Parse(address));
}
