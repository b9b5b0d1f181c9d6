using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Tests;

public sealed class AdministrationTests
{
    private const string Id = StrictWorld.Eip1;

    private static readonly (string Field, Func<GovernanceInstance, CallOptions, Task<Refusal>> Call)[] Violations =
    [
        ("zone", (g, o) => Refusal.OfAsync(g.Inventory.RegisterZoneAsync(new RegisterZoneRequest(), o))),
        ("zone.name", (g, o) => Zone(g, o, zone => zone.Name = "")),
        ("zone.name", (g, o) => Zone(g, o, zone => zone.Name = "a,b")),
        ("zone.public_border_group", (g, o) => Zone(g, o, zone => zone.PublicBorderGroup = "")),
        ("zone.specs[1]", (g, o) => Zone(g, o, zone => zone.Specs.Add(new ZoneSpec { Flavor = "Basic", AttachmentType = "er", IpVersion = "ipv4" }))),
        ("zone.p2c_flavors[0]", (g, o) => Zone(g, o, zone => zone.P2CFlavors.Add("Basic"))),
        ("zone.p2c_flavors", (g, o) => Zone(g, o, zone => { zone.PublicBorderGroup = "edge"; zone.P2CFlavors.Add("Professional1"); })),
        ("routes[1]", (g, o) => Refusal.OfAsync(g.Inventory.RegisterVpcAsync(
            new RegisterVpcRequest { ProjectId = "p", VpcId = Id, Routes = { "10.0.0.0/8", "10.0.0.0" } }, o))),
        ("project_id", (g, o) => Refusal.OfAsync(g.Inventory.RegisterVpcAsync(new RegisterVpcRequest { VpcId = Id }, o))),
        ("vpc_id", (g, o) => Refusal.OfAsync(g.Inventory.RegisterVpcAsync(new RegisterVpcRequest { ProjectId = "p", VpcId = "vpc" }, o))),
        ("subnet_id", (g, o) => Subnet(g, o, subnet => subnet.SubnetId = "")),
        ("cidr", (g, o) => Subnet(g, o, subnet => subnet.Cidr = "10.0.0.0/33")),
        ("cidr", (g, o) => Subnet(g, o, subnet => subnet.Cidr = "fd00::/64")),
        ("used_addresses[0]", (g, o) => Subnet(g, o, subnet => subnet.UsedAddresses.Add("10.0.1.1"))),
        ("vpc_id", (g, o) => Subnet(g, o, _ => { })),
        ("er_id", (g, o) => Refusal.OfAsync(g.Inventory.RegisterEnterpriseRouterAsync(new RegisterEnterpriseRouterRequest { ProjectId = "p" }, o))),
        ("bandwidth_id", (g, o) => Bandwidth(g, o, bandwidth => bandwidth.BandwidthId = "b")),
        ("name", (g, o) => Bandwidth(g, o, bandwidth => bandwidth.Name = "")),
        ("size", (g, o) => Bandwidth(g, o, bandwidth => bandwidth.Size = 1001)),
        ("eip", (g, o) => Refusal.OfAsync(g.Inventory.RegisterEipAsync(new RegisterEipRequest { ProjectId = "p" }, o))),
        ("eip.id", (g, o) => Eip(g, o, eip => eip.Eip.Id = "e")),
        ("eip.type", (g, o) => Eip(g, o, eip => eip.Eip.Type = "bgp")),
        ("eip.ip_address", (g, o) => Eip(g, o, eip => eip.Eip.IpAddress = "2001:db8::1")),
        ("eip.ip_address", (g, o) => Eip(g, o, eip => eip.Eip.IpAddress = "203.0.113.256")),
        ("eip.charge_mode", (g, o) => Eip(g, o, eip => eip.Eip.ChargeMode = "free")),
        ("eip.bandwidth_id", (g, o) => Eip(g, o, eip => eip.Eip.BandwidthId = "")),
        ("eip.bandwidth_size", (g, o) => Eip(g, o, eip => eip.Eip.BandwidthSize = 0)),
        ("eip.bandwidth_name", (g, o) => Eip(g, o, eip => eip.Eip.BandwidthName = "")),
        ("eip.share_type", (g, o) => Eip(g, o, eip => eip.Eip.ShareType = "HALF")),
        ("eip.bandwidth_id", (g, o) => Eip(g, o, eip => eip.Eip.ShareType = "WHOLE")),
        ("public_border_group", (g, o) => Eip(g, o, eip => eip.PublicBorderGroup = "")),
        ("type", (g, o) => Refusal.OfAsync(g.Inventory.SetEipTypeAsync(new SetEipTypeRequest { Type = "bgp" }, o))),
        ("type", (g, o) => Refusal.OfAsync(g.Inventory.SetQuotaAsync(new SetQuotaRequest { ProjectId = "p", Type = "vpn" }, o))),
        ("quota", (g, o) => Refusal.OfAsync(g.Inventory.SetQuotaAsync(new SetQuotaRequest { ProjectId = "p", Type = "eip", Quota = -1 }, o))),
        ("eip_id", (g, o) => Refusal.OfAsync(g.Inventory.FreezeEipAsync(new FreezeEipRequest { ProjectId = "p", EipId = "e" }, o))),
        ("eip_id", (g, o) => Refusal.OfAsync(g.Inventory.UnbindEipAsync(new UnbindEipRequest { ProjectId = "p", EipId = "e" }, o))),
    ];

    public static TheoryData<Kind> Kinds => TestStore.Kinds;

    [Fact]
    public async Task Each_malformed_field_is_named()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var governance = await GovernanceInstance.StartAsync(store);
        for (var i = 0; i < Violations.Length; i++)
        {
            var refusal = await Violations[i].Call(governance, governance.Administrator);
            (refusal.Code, refusal.Field).ShouldBe(("VPN.0001", Violations[i].Field), $"case {i}");
        }
    }

    [Fact]
    public async Task Nobody_but_the_administrator_may_call()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var governance = await GovernanceInstance.StartAsync(store);
        var user = governance.With(new CallerContext { ProjectId = GovernanceInstance.Project, AccountOwner = true });
        foreach (var (_, call) in Violations)
        {
            (await call(governance, governance.Owner)).Code.ShouldBe("VPN.0003");
            (await call(governance, user)).Code.ShouldBe("VPN.0003");
            (await call(governance, default)).Code.ShouldBe("APIGW.0301");
        }
        var release = governance.Reservations.ReleaseAsync(new ReleaseRequest { ResourceIds = { Id } }, user);
        (await Refusal.OfAsync(release)).Code.ShouldBe("VPN.0003");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_EIP_can_be_changed_while_it_is_not_bound_and_frozen_and_thawed(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--INVENTORY=strict");
        await StrictWorld.BuildAsync(governance);
        var (eip1, freeze) = (StrictWorld.EipRegistration(Id, "203.0.113.77"), new FreezeEipRequest { ProjectId = GovernanceInstance.Project, EipId = Id });
        await governance.Inventory.RegisterEipAsync(eip1, governance.Administrator);
        (await Eip(governance, governance.Administrator, eip => eip.Eip.IpAddress = "203.0.113.2")).Field.ShouldBe("eip.ip_address");
        (await Eip(governance, governance.Administrator, eip => (eip.ProjectId, eip.Eip.IpAddress) = (StrictWorld.OtherProject, "203.0.113.77")))
            .Field.ShouldBe("eip.id");
        (await Eip(governance, governance.Administrator, eip => (eip.Eip.Id, eip.Eip.IpAddress) = (StrictWorld.BoundEip1, "203.0.113.99")))
            .Field.ShouldBe("eip.id");

        freeze.Frozen = true;
        await governance.Inventory.FreezeEipAsync(freeze, governance.Administrator);
        var wish = GatewayWish.Public(request => (request.Eip1, request.Eip2) = (GatewayWish.Eip(Id), GatewayWish.Eip(StrictWorld.SharedEip)));
        (await Refusal.OfAsync(governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner))).Code.ShouldBe("VPN.0552");
        freeze.Frozen = false;
        await governance.Inventory.FreezeEipAsync(freeze, governance.Administrator);
        var gateway = await governance.Reservations.ReserveVpnGatewayAsync(wish, governance.Owner);

        gateway.Eip1.ShouldBe(eip1.Eip);
        (gateway.Eip2.ShareType, gateway.Eip2.BandwidthId, gateway.Eip2.BandwidthSize, gateway.Eip2.BandwidthName)
            .ShouldBe(("WHOLE", StrictWorld.Bandwidth, 200, "shared"));
    }

    private static Task<Refusal> Zone(GovernanceInstance governance, CallOptions caller, Action<Zone> change)
    {
        var zone = StrictWorld.Zone("zone", "center", "Basic");
        change(zone);
        return Refusal.OfAsync(governance.Inventory.RegisterZoneAsync(new RegisterZoneRequest { Zone = zone }, caller));
    }

    private static Task<Refusal> Subnet(GovernanceInstance governance, CallOptions caller, Action<RegisterSubnetRequest> change)
    {
        var subnet = new RegisterSubnetRequest { ProjectId = "p", SubnetId = Id, VpcId = Id, Cidr = "10.0.0.0/24" };
        change(subnet);
        return Refusal.OfAsync(governance.Inventory.RegisterSubnetAsync(subnet, caller));
    }

    private static Task<Refusal> Bandwidth(GovernanceInstance governance, CallOptions caller, Action<RegisterBandwidthRequest> change)
    {
        var bandwidth = new RegisterBandwidthRequest { ProjectId = "p", BandwidthId = Id, Name = "shared", Size = 10 };
        change(bandwidth);
        return Refusal.OfAsync(governance.Inventory.RegisterBandwidthAsync(bandwidth, caller));
    }

    private static Task<Refusal> Eip(GovernanceInstance governance, CallOptions caller, Action<RegisterEipRequest> change) =>
        Refusal.OfAsync(governance.Inventory.RegisterEipAsync(StrictWorld.EipRegistration(Id, "203.0.113.1", change), caller));
}
