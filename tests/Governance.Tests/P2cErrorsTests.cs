using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Tests;

/// <summary>Every error of a point-to-cloud gateway's reservation and of the change of its EIP, with its field; and nothing is changed.</summary>
public sealed class P2cErrorsTests
{
    private const string Unknown = "99999999-4c1e-4a8d-8a86-000000000001";
    private const string Zones = "p2c_vpn_gateway.availability_zone_ids";
    private static readonly string Gateway = GatewayWish.NewId();

    private static readonly (string Name, string Code, string? Field, Action<ReserveP2cVpnGatewayRequest> Change)[] Gateways =
    [
        ("unknown VPC", "VPN.0500", "p2c_vpn_gateway.vpc_id", r => r.VpcId = Unknown),
        ("VPC that is no UUID", "VPN.0500", "p2c_vpn_gateway.vpc_id", r => r.VpcId = "vpc"),
        ("unknown subnet", "VPN.0501", "p2c_vpn_gateway.connect_subnet", r => r.ConnectSubnet = Unknown),
        ("subnet that is no UUID", "VPN.0501", "p2c_vpn_gateway.connect_subnet", r => r.ConnectSubnet = "subnet"),
        ("one free address", "VPN.0502", "p2c_vpn_gateway.connect_subnet", r => r.ConnectSubnet = StrictWorld.OneFree),
        ("subnet of another VPC", "VPN.0503", "p2c_vpn_gateway.connect_subnet", r => r.ConnectSubnet = StrictWorld.OtherSubnet),
        ("unknown zone", "VPN.0001", Zones, r => r.Zones.Add(["zone-a", "nowhere"])),
        ("zone of an edge site", "VPN.0505", Zones, r => r.Zones.Add("edge-1")),
        ("zone that is sold out", "VPN.0505", Zones, r => r.Zones.Add(["zone-a", "sold-out"])),
        ("flavour that no zone offers", "VPN.0505", Zones, r => r.Flavor = "Professional2"),
        ("one zone of two", "VPN.0514", Zones, r => r.Zones.Add("zone-b")),
        ("same zone twice", "VPN.0515", Zones, r => r.Zones.Add(["zone-a", "zone-a"])),
        ("new EIP too large", "VPN.0550", "p2c_vpn_gateway.eip.bandwidth_size", r => r.Eip = GatewayWish.NewEip(301)),
        ("existing EIP too large", "VPN.0550", "p2c_vpn_gateway.eip.id", r => r.Eip = GatewayWish.Eip(StrictWorld.BigEip)),
        ("unknown EIP", "VPN.0551", "p2c_vpn_gateway.eip.id", r => r.Eip = GatewayWish.Eip(Unknown)),
        ("EIP of another project", "VPN.0551", "p2c_vpn_gateway.eip.id", r => r.Eip = GatewayWish.Eip(StrictWorld.ForeignEip)),
        ("frozen EIP", "VPN.0552", "p2c_vpn_gateway.eip.id", r => r.Eip = GatewayWish.Eip(StrictWorld.FrozenEip)),
        ("bound EIP", "VPN.0553", "p2c_vpn_gateway.eip.id", r => r.Eip = GatewayWish.Eip(StrictWorld.BoundEip1)),
        ("EIP with shared bandwidth", "VPN.0554", "p2c_vpn_gateway.eip.id", r => r.Eip = GatewayWish.Eip(StrictWorld.SharedEip)),
        ("EIP of an edge site", "VPN.0555", "p2c_vpn_gateway.eip.id", r => r.Eip = GatewayWish.Eip(StrictWorld.EdgeEip)),
        ("EIP type not offered", "VPN.0556", "p2c_vpn_gateway.eip.type", r => r.Eip.Type = "5_youxuanbgp"),
        ("EIP type sold out", "VPN.0557", "p2c_vpn_gateway.eip.type", r => r.Eip.Type = "5_sbgp"),
        ("new EIP without a type", "VPN.0558", "p2c_vpn_gateway.eip", r => r.Eip.ClearType()),
        ("new EIP without a bandwidth", "VPN.0558", "p2c_vpn_gateway.eip", r => r.Eip.ClearBandwidthSize()),
        ("missing EIP", "VPN.0001", "p2c_vpn_gateway.eip", r => r.Eip = null),
        ("id of a gateway of another kind", "VPN.0001", "resource_id", r => r.ResourceId = StrictWorld.Gateway),
    ];

    private static readonly (string Name, string Code, Action<BindEipsRequest> Change)[] Bindings =
    [
        ("still bound", "VPN.0512", r => r.EipId1 = StrictWorld.Eip1),
        ("too large", "VPN.0550", r => r.EipId1 = StrictWorld.BigEip),
        ("unknown", "VPN.0551", r => r.EipId1 = Unknown),
        ("no UUID", "VPN.0551", r => r.EipId1 = "eip"),
        ("frozen", "VPN.0552", r => r.EipId1 = StrictWorld.FrozenEip),
        ("bound elsewhere", "VPN.0553", r => r.EipId1 = StrictWorld.BoundEip1),
        ("with shared bandwidth", "VPN.0554", r => r.EipId1 = StrictWorld.SharedEip),
        ("of an edge site", "VPN.0555", r => r.EipId1 = StrictWorld.EdgeEip),
        ("of a type that is not offered", "VPN.0556", r => r.EipId1 = StrictWorld.Eip2),
    ];

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_error_of_a_creation_is_reached_and_changes_nothing(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--INVENTORY=strict");
        await StrictWorld.BuildAsync(governance);
        var before = await StateAsync(governance);

        foreach (var (name, code, field, change) in Gateways)
        {
            var refusal = await Refusal.OfAsync(governance.Reservations.ReserveP2cVpnGatewayAsync(GatewayWish.P2c(change), governance.Owner));

            (refusal.Code, refusal.Field).ShouldBe((code, field), name);
            (await StateAsync(governance)).ShouldBe(before, name);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_error_of_a_binding_is_reached_and_changes_nothing(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--INVENTORY=strict");
        await StrictWorld.BuildAsync(governance);
        await governance.Inventory.RegisterEipAsync(
            StrictWorld.EipRegistration(StrictWorld.Eip2, "203.0.113.2", eip => eip.Eip.Type = "5_youxuanbgp"), governance.Administrator);
        await governance.Reservations.ReserveP2cVpnGatewayAsync(GatewayWish.P2c(request => request.ResourceId = Gateway), governance.Owner);
        var before = await StateAsync(governance);

        foreach (var (name, code, change) in Bindings)
        {
            var request = new BindEipsRequest { ResourceId = Gateway, MaxBandwidthSize = 300, BindingId = GatewayWish.NewId() };
            change(request);
            var refusal = await Refusal.OfAsync(governance.Reservations.BindEipsAsync(request, governance.Owner));

            (refusal.Code, refusal.Field).ShouldBe((code, "p2c_vpn_gateway.eip_id"), name);
            (await StateAsync(governance)).ShouldBe(before, name);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Quotas_are_checked_last(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--INVENTORY=strict", "--QUOTA_P2C_VPN_GATEWAY=3");
        await StrictWorld.BuildAsync(governance);
        for (var i = 0; i < 3; i++)
        {
            await governance.Reservations.ReserveP2cVpnGatewayAsync(GatewayWish.P2c(), governance.Owner);
        }

        (await CodeAsync(governance, request => request.Flavor = "GM")).ShouldBe("VPN.0505");
        (await CodeAsync(governance, _ => { })).ShouldBe("VPN.0560");
        await governance.Inventory.SetQuotaAsync(
            new SetQuotaRequest { ProjectId = GovernanceInstance.Project, Type = "eip" }, governance.Administrator);
        (await CodeAsync(governance, _ => { })).ShouldBe("VPN.0561");
        (await CodeAsync(governance, request => request.Eip = GatewayWish.Eip(StrictWorld.Eip1))).ShouldBe("VPN.0513");
        await governance.Inventory.SetQuotaAsync(
            new SetQuotaRequest { ProjectId = GovernanceInstance.Project, Type = "p2c_vpn_gateway", Quota = 4 }, governance.Administrator);
        await governance.Reservations.ReserveP2cVpnGatewayAsync(
            GatewayWish.P2c(request => request.Eip = GatewayWish.Eip(StrictWorld.Eip1)), governance.Owner);
    }

    private static async Task<string> CodeAsync(GovernanceInstance governance, Action<ReserveP2cVpnGatewayRequest> change) =>
        (await Refusal.OfAsync(governance.Reservations.ReserveP2cVpnGatewayAsync(GatewayWish.P2c(change), governance.Owner))).Code;

    private static async Task<string> StateAsync(GovernanceInstance governance)
    {
        var counts = new List<long>();
        string[] tables =
        [
            "reservation", "eip", "eip WHERE bound_to IS NULL", "eip WHERE pending_by IS NOT NULL", "vpc", "subnet", "quota WHERE used = 0",
        ];
        foreach (var what in tables)
        {
            counts.Add(await governance.CountAsync(what));
        }
        return string.Join(' ', counts);
    }
}
