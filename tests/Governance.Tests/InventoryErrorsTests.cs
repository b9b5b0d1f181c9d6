using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Tests;

/// <summary>Every error of the inventory, each with the field it names, in the order in which they are checked; and nothing is changed.</summary>
public sealed class InventoryErrorsTests
{
    private const string Unknown = "99999999-4c1e-4a8d-8a86-000000000001";

    private static readonly (string Name, string Code, string? Field, Action<ReserveVpnGatewayRequest> Change)[] Gateways =
    [
        ("unknown enterprise router", "VPN.0004", "vpn_gateway.er_id", r => Er(r, Unknown)),
        ("enterprise router before VPC", "VPN.0004", "vpn_gateway.er_id", r => { Er(r, Unknown); r.AccessVpcId = Unknown; }),
        ("unknown VPC", "VPN.0500", "vpn_gateway.vpc_id", r => r.VpcId = r.AccessVpcId = Unknown),
        ("unknown access VPC", "VPN.0500", "vpn_gateway.access_vpc_id", r => r.AccessVpcId = Unknown),
        ("unknown subnet", "VPN.0501", "vpn_gateway.connect_subnet", r => r.ConnectSubnet = r.AccessSubnetId = Unknown),
        ("unknown access subnet", "VPN.0501", "vpn_gateway.access_subnet_id", r => r.AccessSubnetId = Unknown),
        ("subnet of another VPC", "VPN.0503", "vpn_gateway.connect_subnet", r => r.ConnectSubnet = StrictWorld.OtherSubnet),
        ("access subnet of another VPC", "VPN.0503", "vpn_gateway.access_subnet_id", r => r.AccessSubnetId = StrictWorld.OtherSubnet),
        ("unknown zone", "VPN.0001", "vpn_gateway.availability_zone_ids", r => r.Zones.Add(["zone-a", "nowhere"])),
        ("same zone twice", "VPN.0515", "vpn_gateway.availability_zone_ids", r => r.Zones.Add(["zone-a", "zone-a"])),
        ("zones of two border groups", "VPN.0001", "vpn_gateway.availability_zone_ids", r => r.Zones.Add(["zone-a", "edge-1"])),
        ("zone without the flavour", "VPN.0505", "vpn_gateway.availability_zone_ids", r => { r.Flavor = "Professional2"; r.Zones.Add("zone-b"); }),
        ("zone that is sold out", "VPN.0505", "vpn_gateway.availability_zone_ids", r => r.Zones.Add(["zone-a", "sold-out"])),
        ("no zone has the flavour", "VPN.0505", "vpn_gateway.availability_zone_ids", r => r.Flavor = "GM"),
        ("no zone has the IP version", "VPN.0505", "vpn_gateway.availability_zone_ids", r => r.IpVersion = "ipv6"),
        ("one zone of two", "VPN.0514", "vpn_gateway.availability_zone_ids", r => r.Zones.Add("zone-a")),
        ("unknown EIP", "VPN.0551", "vpn_gateway.eip1.id", r => r.Eip1 = GatewayWish.Eip(Unknown)),
        ("EIP of another project", "VPN.0551", "vpn_gateway.eip2.id", r => r.Eip2 = GatewayWish.Eip(StrictWorld.ForeignEip)),
        ("frozen EIP", "VPN.0552", "vpn_gateway.eip1.id", r => r.Eip1 = GatewayWish.Eip(StrictWorld.FrozenEip)),
        ("bound EIP", "VPN.0553", "vpn_gateway.eip2.id", r => r.Eip2 = GatewayWish.Eip(StrictWorld.BoundEip1)),
        ("same EIP twice", "VPN.0553", "vpn_gateway.eip2.id", r => r.Eip1 = r.Eip2 = GatewayWish.Eip(StrictWorld.Eip1)),
        ("EIP of another border group", "VPN.0555", "vpn_gateway.eip1.id", r => r.Eip1 = GatewayWish.Eip(StrictWorld.EdgeEip)),
        ("existing EIP too large", "VPN.0550", "vpn_gateway.eip1.id", r => r.Eip1 = GatewayWish.Eip(StrictWorld.BigEip)),
        ("existing EIP with shared bandwidth too large", "VPN.0550", "vpn_gateway.eip1.id", r => r.Eip1 = GatewayWish.Eip(StrictWorld.BigSharedEip)),
        ("new EIP too large", "VPN.0550", "vpn_gateway.eip2.bandwidth_size", r => r.Eip2 = GatewayWish.NewEip(301)),
        ("shared bandwidth too large", "VPN.0550", "vpn_gateway.eip2.bandwidth_id", r => r.Eip2 = Joining(StrictWorld.BigBandwidth)),
        ("unknown shared bandwidth", "VPN.0001", "vpn_gateway.eip2.bandwidth_id", r => r.Eip2 = Joining(Unknown)),
        ("EIP type not offered", "VPN.0556", "vpn_gateway.eip1.type", r => r.Eip1.Type = "5_youxuanbgp"),
        ("unknown EIP type", "VPN.0556", "vpn_gateway.eip1.type", r => r.Eip1.Type = "6_bgp"),
        ("EIP type sold out", "VPN.0557", "vpn_gateway.eip1.type", r => r.Eip1.Type = "5_sbgp"),
        ("new EIP without a type", "VPN.0558", "vpn_gateway.eip1", r => r.Eip1.ClearType()),
        ("private address in use", "VPN.0001", "vpn_gateway.access_private_ip_1", r => Addresses(r, "192.168.0.9", "192.168.0.10")),
        ("private address elsewhere", "VPN.0001", "vpn_gateway.access_private_ip_2", r => Addresses(r, "192.168.0.10", "192.168.1.10")),
        ("private address of the network", "VPN.0001", "vpn_gateway.access_private_ip_1", r => Addresses(r, "192.168.0.0", "192.168.0.10")),
        ("equal private addresses", "VPN.0001", "vpn_gateway.access_private_ip_2", r => Addresses(r, "192.168.0.10", "192.168.0.10")),
        ("three free addresses for both purposes", "VPN.0502", "vpn_gateway.connect_subnet", r => r.ConnectSubnet = r.AccessSubnetId = StrictWorld.ThreeFree),
        ("one free address to connect", "VPN.0502", "vpn_gateway.connect_subnet", r => r.ConnectSubnet = StrictWorld.OneFree),
        ("one free address for access", "VPN.0502", "vpn_gateway.access_subnet_id", r => r.AccessSubnetId = StrictWorld.OneFree),
        ("one free address at a router", "VPN.0502", "vpn_gateway.access_subnet_id", r => { Er(r, StrictWorld.Router); r.AccessSubnetId = StrictWorld.OneFree; }),
        ("missing EIP", "VPN.0001", "vpn_gateway.eip2", r => r.Eip2 = null),
        ("unknown EIP before a subnet of another VPC", "VPN.0551", "vpn_gateway.eip1.id", r => { Unknown1(r); r.ConnectSubnet = StrictWorld.OtherSubnet; }),
        ("unknown EIP before zones", "VPN.0551", "vpn_gateway.eip1.id", r => { Unknown1(r); r.Zones.Add("zone-a"); }),
        ("unknown EIP before resources", "VPN.0551", "vpn_gateway.eip1.id", r => { Unknown1(r); r.Flavor = "GM"; }),
        ("unknown EIP before the other's rules", "VPN.0551", "vpn_gateway.eip2.id", r => (r.Eip1, r.Eip2) = (GatewayWish.NewEip(301), GatewayWish.Eip(Unknown))),
        ("unknown shared bandwidth before zones", "VPN.0001", "vpn_gateway.eip2.bandwidth_id", r => { r.Eip2 = Joining(Unknown); r.Zones.Add("zone-a"); }),
        ("unknown VPC before an unknown EIP", "VPN.0500", "vpn_gateway.vpc_id", r => { Unknown1(r); r.VpcId = r.AccessVpcId = Unknown; }),
    ];

    private static readonly (string Name, string Code, string Field, Action<BindEipsRequest> Change)[] Bindings =
    [
        ("place still taken", "VPN.0512", "vpn_gateway.eip_id_1", r => r.EipId1 = StrictWorld.Eip1),
        ("the very EIP that is bound there", "VPN.0553", "vpn_gateway.eip_id_2", r => r.EipId2 = StrictWorld.BoundEip2),
        ("unknown EIP", "VPN.0551", "vpn_gateway.eip_id_1", r => r.EipId1 = Unknown),
        ("frozen EIP", "VPN.0552", "vpn_gateway.eip_id_1", r => r.EipId1 = StrictWorld.FrozenEip),
        ("same EIP twice", "VPN.0553", "vpn_gateway.eip_id_2", r => r.EipId1 = r.EipId2 = StrictWorld.Eip1),
        ("EIP of another border group", "VPN.0555", "vpn_gateway.eip_id_1", r => r.EipId1 = StrictWorld.EdgeEip),
        ("EIP too large", "VPN.0550", "vpn_gateway.eip_id_2", r => r.EipId2 = StrictWorld.BigEip),
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
            var refusal = await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(change), governance.Owner));

            (refusal.Code, refusal.Field).ShouldBe((code, field), name);
            refusal.Message.ShouldContain(field!, Case.Sensitive, name);
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
        var before = await StateAsync(governance);

        foreach (var (name, code, field, change) in Bindings)
        {
            foreach (var checkOnly in new[] { true, false })
            {
                var request = new BindEipsRequest
                {
                    ResourceId = StrictWorld.Gateway,
                    MaxBandwidthSize = 300,
                    PublicBorderGroup = "center",
                    BindingId = GatewayWish.NewId(),
                    CheckOnly = checkOnly,
                };
                change(request);
                var refusal = await Refusal.OfAsync(governance.Reservations.BindEipsAsync(request, governance.Owner));

                (refusal.Code, refusal.Field).ShouldBe((code, field), name);
                (await StateAsync(governance)).ShouldBe(before, name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Quotas_are_checked_last(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--INVENTORY=strict", "--QUOTA_VPN_GATEWAY=2");
        await StrictWorld.BuildAsync(governance);
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);

        (await CodeAsync(governance, GatewayWish.Public(request => request.Flavor = "GM"))).ShouldBe("VPN.0505");
        (await CodeAsync(governance, GatewayWish.Public())).ShouldBe("VPN.0560");
        await governance.Inventory.SetQuotaAsync(
            new SetQuotaRequest { ProjectId = GovernanceInstance.Project, Type = "eip" }, governance.Administrator);
        (await CodeAsync(governance, GatewayWish.Public())).ShouldBe("VPN.0561");
        (await CodeAsync(governance, GatewayWish.Private())).ShouldBe("VPN.0513");
    }

    private static async Task<string> CodeAsync(GovernanceInstance governance, ReserveVpnGatewayRequest request) =>
        (await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(request, governance.Owner))).Code;

    private static async Task<string> StateAsync(GovernanceInstance governance)
    {
        var counts = new List<long> { await governance.UsedAsync("vpn_gateway") };
        foreach (var what in new[] { "reservation", "eip", "eip WHERE bound_to IS NULL", "private_address", "vpc", "subnet", "quota WHERE used = 0" })
        {
            counts.Add(await governance.CountAsync(what));
        }
        return string.Join(' ', counts);
    }

    private static void Unknown1(ReserveVpnGatewayRequest request) => request.Eip1 = GatewayWish.Eip(Unknown);

    private static void Er(ReserveVpnGatewayRequest request, string id)
    {
        request.AttachmentType = "er";
        request.ErId = id;
    }

    private static void Addresses(ReserveVpnGatewayRequest request, string address1, string address2)
    {
        request.NetworkType = "private";
        request.Eip1 = request.Eip2 = null;
        (request.AccessPrivateIp1, request.AccessPrivateIp2) = (address1, address2);
    }

    private static EipWish Joining(string bandwidthId) => new() { Type = "5_bgp", BandwidthId = bandwidthId };
}
