using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Tests;

/// <summary>A strict inventory with something of everything.</summary>
internal static class StrictWorld
{
    public const string OtherVpc = "cb4a631d-4c1e-4a8d-8a86-000000000002";
    public const string OtherSubnet = "f5741286-4c1e-4a8d-8a86-000000000002";
    public const string ThreeFree = "f5741286-4c1e-4a8d-8a86-000000000003";
    public const string OneFree = "f5741286-4c1e-4a8d-8a86-000000000004";
    public const string Router = "aa4a631d-4c1e-4a8d-8a86-000000000001";
    public const string Bandwidth = "bb4a631d-4c1e-4a8d-8a86-000000000001";
    public const string BigBandwidth = "bb4a631d-4c1e-4a8d-8a86-000000000002";
    public const string Eip1 = "ee4a631d-4c1e-4a8d-8a86-000000000001";
    public const string Eip2 = "ee4a631d-4c1e-4a8d-8a86-000000000002";
    public const string FrozenEip = "ee4a631d-4c1e-4a8d-8a86-000000000003";
    public const string EdgeEip = "ee4a631d-4c1e-4a8d-8a86-000000000004";
    public const string BigEip = "ee4a631d-4c1e-4a8d-8a86-000000000005";
    public const string BigSharedEip = "ee4a631d-4c1e-4a8d-8a86-000000000006";
    public const string SharedEip = "ee4a631d-4c1e-4a8d-8a86-000000000007";
    public const string BoundEip1 = "ee4a631d-4c1e-4a8d-8a86-000000000008";
    public const string BoundEip2 = "ee4a631d-4c1e-4a8d-8a86-000000000009";
    public const string ForeignEip = "ee4a631d-4c1e-4a8d-8a86-00000000000a";
    public const string OtherProject = "ffffffffffffffffffffffffffffffff";

    /// <summary>The gateway that holds <see cref="BoundEip1"/> and <see cref="BoundEip2"/>.</summary>
    public static readonly string Gateway = GatewayWish.NewId();

    public static async Task BuildAsync(GovernanceInstance governance)
    {
        await ZonesAsync(governance);
        await NetworkAsync(governance);
        await EipsAsync(governance);
        await governance.Inventory.SetQuotaAsync(
            new SetQuotaRequest { ProjectId = GovernanceInstance.Project, Type = "eip", Quota = 3 }, governance.Administrator);
        var holder = GatewayWish.Public(request =>
        {
            request.ResourceId = Gateway;
            request.Eip1 = GatewayWish.Eip(BoundEip1);
            request.Eip2 = GatewayWish.Eip(BoundEip2);
        });
        await governance.Reservations.ReserveVpnGatewayAsync(holder, governance.Owner);
    }

    public static Zone Zone(string name, string group = "center", params string[] flavors) => new()
    {
        Name = name,
        PublicBorderGroup = group,
        Specs =
        {
            from flavor in flavors
            from attachmentType in flavor == "Basic" ? new[] { "vpc" } : ["vpc", "er"]
            select new ZoneSpec { Flavor = flavor, AttachmentType = attachmentType, IpVersion = "ipv4" },
        },
    };

    public static RegisterEipRequest EipRegistration(string id, string address, Action<RegisterEipRequest>? change = null)
    {
        var request = new RegisterEipRequest
        {
            ProjectId = GovernanceInstance.Project,
            PublicBorderGroup = "center",
            Eip = new BoundEip
            {
                Id = id,
                Type = "5_bgp",
                IpAddress = address,
                ChargeMode = "traffic",
                BandwidthId = id,
                BandwidthSize = 100,
                BandwidthName = "bandwidth-" + id[^1],
                ShareType = "PER",
            },
        };
        change?.Invoke(request);
        return request;
    }

    private static async Task ZonesAsync(GovernanceInstance governance)
    {
        var soldOut = Zone("sold-out", "center", "Professional1");
        soldOut.SoldOut = true;
        Zone[] zones =
        [
            Zone("zone-a", "center", "Basic", "Professional1", "Professional2"),
            Zone("zone-b", "center", "Basic", "Professional1"),
            Zone("edge-1", "edge", "Professional1"),
            soldOut,
        ];
        foreach (var zone in zones.Where(zone => zone.PublicBorderGroup == "center"))
        {
            zone.P2CFlavors.Add("Professional1");
        }
        foreach (var zone in zones)
        {
            await governance.Inventory.RegisterZoneAsync(new RegisterZoneRequest { Zone = zone }, governance.Administrator);
        }
        await governance.Inventory.SetEipTypeAsync(new SetEipTypeRequest { Type = "5_bgp", Offered = true }, governance.Administrator);
        await governance.Inventory.SetEipTypeAsync(
            new SetEipTypeRequest { Type = "5_sbgp", Offered = true, SoldOut = true }, governance.Administrator);
    }

    private static async Task NetworkAsync(GovernanceInstance governance)
    {
        const string project = GovernanceInstance.Project;
        foreach (var vpc in new[] { GatewayWish.Vpc, OtherVpc })
        {
            await governance.Inventory.RegisterVpcAsync(new RegisterVpcRequest { ProjectId = project, VpcId = vpc }, governance.Administrator);
        }
        (string Id, string Vpc, string Cidr, string[] Used)[] subnets =
        [
            (GatewayWish.Subnet, GatewayWish.Vpc, "192.168.0.0/24", ["192.168.0.9"]),
            (OtherSubnet, OtherVpc, "192.168.1.0/24", []),
            (ThreeFree, GatewayWish.Vpc, "192.168.2.0/29", ["192.168.2.2", "192.168.2.3"]),
            (OneFree, GatewayWish.Vpc, "192.168.3.0/30", []),
        ];
        foreach (var (id, vpc, cidr, used) in subnets)
        {
            await governance.Inventory.RegisterSubnetAsync(
                new RegisterSubnetRequest { ProjectId = project, SubnetId = id, VpcId = vpc, Cidr = cidr, UsedAddresses = { used } },
                governance.Administrator);
        }
        await governance.Inventory.RegisterEnterpriseRouterAsync(
            new RegisterEnterpriseRouterRequest { ProjectId = project, ErId = Router }, governance.Administrator);
        foreach (var (id, size) in new[] { (Bandwidth, 200), (BigBandwidth, 301) })
        {
            await governance.Inventory.RegisterBandwidthAsync(
                new RegisterBandwidthRequest { ProjectId = project, BandwidthId = id, Name = "shared", Size = size }, governance.Administrator);
        }
    }

    private static async Task EipsAsync(GovernanceInstance governance)
    {
        RegisterEipRequest[] eips =
        [
            EipRegistration(Eip1, "203.0.113.1"),
            EipRegistration(Eip2, "203.0.113.2", eip => eip.Eip.IpBillingInfo = "order:product:region:project"),
            EipRegistration(FrozenEip, "203.0.113.3"),
            EipRegistration(EdgeEip, "203.0.113.4", eip => eip.PublicBorderGroup = "edge"),
            EipRegistration(BigEip, "203.0.113.5", eip => eip.Eip.BandwidthSize = 301),
            EipRegistration(BigSharedEip, "203.0.113.6", eip => (eip.Eip.ShareType, eip.Eip.BandwidthId) = ("WHOLE", BigBandwidth)),
            EipRegistration(SharedEip, "203.0.113.7", eip => (eip.Eip.ShareType, eip.Eip.BandwidthId) = ("WHOLE", Bandwidth)),
            EipRegistration(BoundEip1, "203.0.113.8"),
            EipRegistration(BoundEip2, "203.0.113.9"),
            EipRegistration(ForeignEip, "203.0.113.10", eip => eip.ProjectId = OtherProject),
        ];
        foreach (var eip in eips)
        {
            await governance.Inventory.RegisterEipAsync(eip, governance.Administrator);
        }
        await governance.Inventory.FreezeEipAsync(
            new FreezeEipRequest { ProjectId = GovernanceInstance.Project, EipId = FrozenEip, Frozen = true }, governance.Administrator);
    }
}
