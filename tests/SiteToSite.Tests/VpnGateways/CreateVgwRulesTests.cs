using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>Every rule that a field of CreateVgw can break: the documented code, a message that names the field, and nothing changed.</summary>
public sealed class CreateVgwRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly string Long = new('a', 65);

    private static readonly Dictionary<string, Violation> Violations = new()
    {
        ["name empty"] = new("VPN.0001", "vpn_gateway.name", gateway => gateway.Name = ""),
        ["name of 65 characters"] = new("VPN.0001", "vpn_gateway.name", gateway => gateway.Name = Long),
        ["name with a space"] = new("VPN.0001", "vpn_gateway.name", gateway => gateway.Name = "a b"),
        ["name with a final line feed"] = new("VPN.0001", "vpn_gateway.name", gateway => gateway.Name = "a\n"),
        ["name with a CJK character out of the range"] = new("VPN.0001", "vpn_gateway.name", gateway => gateway.Name = "\u9fa6"),
        ["network_type unknown"] = new("VPN.0001", "vpn_gateway.network_type", gateway => gateway.NetworkType = "Public"),
        ["attachment_type unknown"] = new("VPN.0001", "vpn_gateway.attachment_type", gateway => gateway.AttachmentType = "tgw"),
        ["ip_version unknown"] = new("VPN.0001", "vpn_gateway.ip_version", gateway => gateway.IpVersion = "4"),
        ["ha_mode unknown"] = new("VPN.0001", "vpn_gateway.ha_mode", gateway => gateway.HaMode = "active"),
        ["flavor unknown"] = new("VPN.0001", "vpn_gateway.flavor", gateway => gateway.Flavor = "basic"),
        ["flavor obsolete"] = new("VPN.0001", "vpn_gateway.flavor", gateway => gateway.Flavor = "V300"),
        ["bgp_asn 0"] = new("VPN.0001", "vpn_gateway.bgp_asn", gateway => gateway.BgpAsn = 0),
        ["bgp_asn of 33 bits"] = new("VPN.0001", "vpn_gateway.bgp_asn", gateway => gateway.BgpAsn = 4294967296),
        ["enterprise_project_id in upper case"] =
            new("VPN.0001", "vpn_gateway.enterprise_project_id", gateway => gateway.EnterpriseProjectId = Examples.Id().ToUpperInvariant()),
        ["enterprise_project_id no UUID"] = new("VPN.0001", "vpn_gateway.enterprise_project_id", gateway => gateway.EnterpriseProjectId = "1"),
        ["er_id with vpc"] = new("VPN.0001", "vpn_gateway.er_id", gateway => gateway.ErId = Examples.Id()),
        ["vpc_id missing"] = new("VPN.0001", "vpn_gateway.vpc_id", gateway => gateway.ClearVpcId()),
        ["vpc_id malformed"] = new("VPN.0001", "vpn_gateway.vpc_id", gateway => gateway.VpcId = "vpc"),
        ["vpc_id with white space"] = new("VPN.0001", "vpn_gateway.vpc_id", gateway => gateway.VpcId = Examples.Id() + " "),
        ["connect_subnet missing"] = new("VPN.0001", "vpn_gateway.connect_subnet", gateway => gateway.ClearConnectSubnet()),
        ["connect_subnet malformed"] = new("VPN.0001", "vpn_gateway.connect_subnet", gateway => gateway.ConnectSubnet = new string('0', 36)),
        ["access_vpc_id malformed"] = new("VPN.0001", "vpn_gateway.access_vpc_id", gateway => gateway.AccessVpcId = ""),
        ["access_subnet_id malformed"] = new("VPN.0001", "vpn_gateway.access_subnet_id", gateway => gateway.AccessSubnetId = "x"),
        ["access_subnet_id missing with another access VPC"] =
            new("VPN.0001", "vpn_gateway.access_subnet_id", gateway => gateway.AccessVpcId = Examples.Id()),
        ["local_subnets missing with ipv4"] = new("VPN.0001", "vpn_gateway.local_subnets", gateway => gateway.LocalSubnets.Clear()),
        ["51 local_subnets"] = new("VPN.0001", "vpn_gateway.local_subnets", gateway => gateway.LocalSubnets.Add(Enumerable.Repeat("10.0.0.0/8", 49))),
        ["local_subnets without prefix"] = new("VPN.0001", "vpn_gateway.local_subnets[0]", gateway => gateway.LocalSubnets[0] = "10.0.0.0"),
        ["local_subnets with prefix 33"] = new("VPN.0001", "vpn_gateway.local_subnets[1]", gateway => gateway.LocalSubnets[1] = "10.0.0.0/33"),
        ["local_subnets with prefix 08"] = new("VPN.0001", "vpn_gateway.local_subnets[1]", gateway => gateway.LocalSubnets[1] = "10.0.0.0/08"),
        ["local_subnets with an octet of 256"] = new("VPN.0001", "vpn_gateway.local_subnets[0]", gateway => gateway.LocalSubnets[0] = "10.0.256.0/24"),
        ["local_subnets with two octets"] = new("VPN.0001", "vpn_gateway.local_subnets[0]", gateway => gateway.LocalSubnets[0] = "10.0/8"),
        ["local_subnets with an octal octet"] = new("VPN.0001", "vpn_gateway.local_subnets[0]", gateway => gateway.LocalSubnets[0] = "010.0.0.0/8"),
        ["local_subnets in other digits"] = new("VPN.0001", "vpn_gateway.local_subnets[0]", gateway => gateway.LocalSubnets[0] = "1\u0660.0.0.0/8"),
        ["local_subnets with a line feed"] = new("VPN.0001", "vpn_gateway.local_subnets[0]", gateway => gateway.LocalSubnets[0] = "10.0.0.0/8\n"),
        ["local_subnets of IPv6"] = new("VPN.0001", "vpn_gateway.local_subnets[0]", gateway => gateway.LocalSubnets[0] = "fd00::/8"),
        ["local_subnets_v6 with ipv4"] = new("VPN.0001", "vpn_gateway.local_subnets_v6", gateway => gateway.LocalSubnetsV6.Add("fd00::/8")),
        ["three zones"] = new("VPN.0001", "vpn_gateway.availability_zone_ids", gateway => gateway.AvailabilityZoneIds.Add(["a", "b", "c"])),
        ["zone without name"] = new("VPN.0001", "vpn_gateway.availability_zone_ids[1]", gateway => gateway.AvailabilityZoneIds.Add(["region-1a", ""])),
        ["zone twice"] =
            new("VPN.0515", "vpn_gateway.availability_zone_ids", gateway => gateway.AvailabilityZoneIds.Add(["region-1a", "region-1a"])),
        ["zone unknown"] = new("VPN.0001", "vpn_gateway.availability_zone_ids", gateway => gateway.AvailabilityZoneIds.Add(["region-1a", "mars"])),
        ["one zone of two"] = new("VPN.0514", "vpn_gateway.availability_zone_ids", gateway => gateway.AvailabilityZoneIds.Add("region-1a")),
        ["eip1 missing with public"] = new("VPN.0001", "vpn_gateway.eip1", gateway => gateway.Eip1 = null),
        ["eip2 missing with public"] = new("VPN.0001", "vpn_gateway.eip2", gateway => gateway.Eip2 = null),
        ["eip empty"] = new("VPN.0558", "vpn_gateway.eip1", gateway => gateway.Eip1 = new NewEip()),
        ["eip without type"] = new("VPN.0558", "vpn_gateway.eip1.type", gateway => gateway.Eip1.ClearType()),
        ["eip without size"] = new("VPN.0558", "vpn_gateway.eip2.bandwidth_size", gateway => gateway.Eip2.ClearBandwidthSize()),
        ["eip with shared bandwidth and without type"] =
            new("VPN.0558", "vpn_gateway.eip2.type", gateway => gateway.Eip2 = new NewEip { BandwidthId = Examples.Id() }),
        ["eip with id and type"] = new("VPN.0559", "vpn_gateway.eip1", gateway => gateway.Eip1.Id = Examples.Id()),
        ["eip with id and charge_mode"] =
            new("VPN.0559", "vpn_gateway.eip1", gateway => gateway.Eip1 = new NewEip { Id = Examples.Id(), ChargeMode = "traffic" }),
        ["eip with id and bandwidth_size"] =
            new("VPN.0559", "vpn_gateway.eip1", gateway => gateway.Eip1 = new NewEip { Id = Examples.Id(), BandwidthSize = 1 }),
        ["eip with id and bandwidth_name"] =
            new("VPN.0559", "vpn_gateway.eip1", gateway => gateway.Eip1 = new NewEip { Id = Examples.Id(), BandwidthName = "a" }),
        ["eip with id and bandwidth_id"] =
            new("VPN.0559", "vpn_gateway.eip1", gateway => gateway.Eip1 = new NewEip { Id = Examples.Id(), BandwidthId = Examples.Id() }),
        ["eip id malformed"] = new("VPN.0001", "vpn_gateway.eip2.id", gateway => gateway.Eip2 = new NewEip { Id = "eip" }),
        ["eip type unknown"] = new("VPN.0556", "vpn_gateway.eip1.type", gateway => gateway.Eip1.Type = "5_telcom"),
        ["eip charge_mode unknown"] = new("VPN.0001", "vpn_gateway.eip1.charge_mode", gateway => gateway.Eip1.ChargeMode = "95peak_plus"),
        ["eip of 0 Mbit/s"] = new("VPN.0001", "vpn_gateway.eip1.bandwidth_size", gateway => gateway.Eip1.BandwidthSize = 0),
        ["eip of 1001 Mbit/s"] = new("VPN.0001", "vpn_gateway.eip1.bandwidth_size", gateway => gateway.Eip1.BandwidthSize = 1001),
        ["eip above the flavor"] = new("VPN.0550", "vpn_gateway.eip2", gateway => gateway.Eip2.BandwidthSize = 301),
        ["eip bandwidth_name malformed"] = new("VPN.0001", "vpn_gateway.eip2.bandwidth_name", gateway => gateway.Eip2.BandwidthName = "a/b"),
        ["eip bandwidth_id malformed"] = new("VPN.0001", "vpn_gateway.eip2.bandwidth_id", gateway => gateway.Eip2.BandwidthId = "b"),
        ["the same eip twice"] = new("VPN.0553", "vpn_gateway.eip2.id", gateway =>
        {
            gateway.Eip1 = new NewEip { Id = Examples.Id() };
            gateway.Eip2 = new NewEip { Id = gateway.Eip1.Id.ToUpperInvariant() };
        }),
        ["access_private_ip_1 with public"] = new("VPN.0001", "vpn_gateway.access_private_ip_1", gateway => gateway.AccessPrivateIp1 = "10.0.0.4"),
        ["access_private_ip_2 with public"] = new("VPN.0001", "vpn_gateway.access_private_ip_2", gateway => gateway.AccessPrivateIp2 = "10.0.0.4"),
        ["21 tags"] = new("VPN.0001", "vpn_gateway.tags", gateway =>
            gateway.Tags.Add(Enumerable.Range(0, 21).Select(number => new ResourceTag { Key = $"k{number}", Value = "" }))),
        ["tag without key"] = new("VPN.0001", "vpn_gateway.tags[0].key", gateway => gateway.Tags.Add(new ResourceTag { Value = "v" })),
        ["tag with empty key"] = new("VPN.0001", "vpn_gateway.tags[0].key", gateway => gateway.Tags.Add(new ResourceTag { Key = "", Value = "v" })),
        ["tag with a key of 129 characters"] = new("VPN.0001", "vpn_gateway.tags[0].key", gateway =>
            gateway.Tags.Add(new ResourceTag { Key = new string('k', 129), Value = "v" })),
        ["tag with a key out of the alphabet"] = new("VPN.0001", "vpn_gateway.tags[0].key", gateway =>
            gateway.Tags.Add(new ResourceTag { Key = "a/b", Value = "v" })),
        ["tag without value"] = new("VPN.0001", "vpn_gateway.tags[0].value", gateway => gateway.Tags.Add(new ResourceTag { Key = "k" })),
        ["tag with a value of 256 characters"] = new("VPN.0001", "vpn_gateway.tags[0].value", gateway =>
            gateway.Tags.Add(new ResourceTag { Key = "k", Value = new string('v', 256) })),
        ["tag with a value out of the alphabet"] = new("VPN.0001", "vpn_gateway.tags[0].value", gateway =>
            gateway.Tags.Add(new ResourceTag { Key = "k", Value = "\u00d7" })),
        ["tag key twice"] = new("VPN.0001", "vpn_gateway.tags[1].key", gateway =>
            gateway.Tags.Add([new ResourceTag { Key = "k", Value = "1" }, new ResourceTag { Key = "k", Value = "2" }])),
        ["er without er_id"] = new("VPN.0001", "vpn_gateway.er_id", gateway => gateway.ClearErId(), Examples.Er),
        ["er with er_id malformed"] = new("VPN.0001", "vpn_gateway.er_id", gateway => gateway.ErId = "er", Examples.Er),
        ["er with local_subnets"] = new("VPN.0001", "vpn_gateway.local_subnets", gateway => gateway.LocalSubnets.Add("10.0.0.0/8"), Examples.Er),
        ["er with local_subnets_v6"] = new("VPN.0001", "vpn_gateway.local_subnets_v6", gateway => gateway.LocalSubnetsV6.Add("fd00::/8"), Examples.Er),
        ["er without access VPC"] = new("VPN.0001", "vpn_gateway.access_vpc_id", gateway => gateway.ClearAccessVpcId(), Examples.Er),
        ["er without access subnet"] = new("VPN.0001", "vpn_gateway.access_subnet_id", gateway => gateway.ClearAccessSubnetId(), Examples.Er),
        ["er with vpc_id malformed"] = new("VPN.0001", "vpn_gateway.vpc_id", gateway =>
        {
            gateway.ClearAccessVpcId();
            gateway.VpcId = "vpc";
        }, Examples.Er),
        ["er with Basic"] = new("VPN.0001", "vpn_gateway.flavor", gateway => gateway.Flavor = "Basic", Examples.Er),
        ["ipv6 without local_subnets_v6"] = new("VPN.0001", "vpn_gateway.local_subnets_v6", gateway => gateway.LocalSubnetsV6.Clear(), Examples.V6),
        ["ipv6 with local_subnets"] = new("VPN.0001", "vpn_gateway.local_subnets", gateway => gateway.LocalSubnets.Add("10.0.0.0/8"), Examples.V6),
        ["51 local_subnets_v6"] =
            new("VPN.0001", "vpn_gateway.local_subnets_v6", gateway => gateway.LocalSubnetsV6.Add(Enumerable.Repeat("fd00::/8", 50)), Examples.V6),
        ["local_subnets_v6 with prefix 129"] = new("VPN.0001", "vpn_gateway.local_subnets_v6[0]", gateway => gateway.LocalSubnetsV6[0] = "fd00::/129", Examples.V6),
        ["local_subnets_v6 with two gaps"] = new("VPN.0001", "vpn_gateway.local_subnets_v6[0]", gateway => gateway.LocalSubnetsV6[0] = "1::2::3/64", Examples.V6),
        ["local_subnets_v6 with nine groups"] =
            new("VPN.0001", "vpn_gateway.local_subnets_v6[0]", gateway => gateway.LocalSubnetsV6[0] = "1:2:3:4:5:6:7:8:9/64", Examples.V6),
        ["local_subnets_v6 with a scope"] = new("VPN.0001", "vpn_gateway.local_subnets_v6[0]", gateway => gateway.LocalSubnetsV6[0] = "fe80::1%1/64", Examples.V6),
        ["local_subnets_v6 of IPv4"] = new("VPN.0001", "vpn_gateway.local_subnets_v6[0]", gateway => gateway.LocalSubnetsV6[0] = "10.0.0.0/8", Examples.V6),
        ["local_subnets_v6 without an address"] = new("VPN.0001", "vpn_gateway.local_subnets_v6[0]", gateway => gateway.LocalSubnetsV6[0] = "./64", Examples.V6),
        ["private with eip1"] = new("VPN.0001", "vpn_gateway.eip1", gateway => gateway.Eip1 = Examples.NewEip(), Examples.Private),
        ["private with eip2"] = new("VPN.0001", "vpn_gateway.eip2", gateway => gateway.Eip2 = Examples.NewEip(), Examples.Private),
        ["private with Basic"] = new("VPN.0001", "vpn_gateway.flavor", gateway => gateway.Flavor = "Basic", Examples.Private),
        ["private with one address"] = new("VPN.0001", "vpn_gateway.access_private_ip_2", gateway => gateway.AccessPrivateIp1 = "10.0.0.4", Examples.Private),
        ["private with the other address"] = new("VPN.0001", "vpn_gateway.access_private_ip_1", gateway => gateway.AccessPrivateIp2 = "10.0.0.4", Examples.Private),
        ["private with equal addresses"] = new("VPN.0001", "vpn_gateway.access_private_ip_2", gateway =>
            gateway.AccessPrivateIp1 = gateway.AccessPrivateIp2 = "10.0.0.4", Examples.Private),
        ["private with malformed addresses"] = new("VPN.0001", "vpn_gateway.access_private_ip_1", gateway =>
            (gateway.AccessPrivateIp1, gateway.AccessPrivateIp2) = ("10.0.0.04", "10.0.0.5"), Examples.Private),
        ["private with an address of this network"] = NoHost("0.255.255.255"),
        ["private with a loopback address"] = NoHost("127.0.0.1"),
        ["private with the first multicast address"] = NoHost("224.0.0.0"),
        ["private with the last multicast address"] = NoHost("239.255.255.255"),
        ["private with a reserved address"] = NoHost("240.0.0.1"),
        ["private with the broadcast address"] = NoHost("255.255.255.255"),
        ["private with a first address that no host can have"] = new("VPN.0001", "vpn_gateway.access_private_ip_1", gateway =>
            (gateway.AccessPrivateIp1, gateway.AccessPrivateIp2) = ("0.0.0.0", "10.0.0.5"), Examples.Private),
    };

    public static MatrixTheoryData<string, string> Rows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Violations.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_violation_is_refused_and_changes_nothing(string dialect, string violation)
    {
        var system = await systems[dialect];
        var (code, field, violate, example) = Violations[violation];
        var gateway = (example ?? Examples.Public)();
        violate(gateway);
        await system.QuietAsync();
        var before = await system.DumpAsync();

        var refusal = await Refused.Async(system.Gateways().CreateVgwAsync(
            new CreateVgwRequest { VpnGateway = gateway }, system.As(TestSystem.User(TestSystem.NewProject()))));

        refusal.Code.ShouldBe(code, refusal.Message);
        refusal.Status.ShouldBe("400");
        refusal.Message.ShouldContain(field);
        refusal.Fields.ShouldContain(found => found.StartsWith(field, StringComparison.Ordinal), refusal.Message);
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_body_without_gateway_is_refused(string dialect)
    {
        var system = await systems[dialect];

        var refusal = await Refused.Async(system.Gateways().CreateVgwAsync(new CreateVgwRequest(), system.As(TestSystem.User("p"))));

        refusal.ShouldSatisfyAllConditions(
            () => refusal.Code.ShouldBe("VPN.0001"),
            () => refusal.Message.ShouldContain("vpn_gateway is required"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task One_answer_names_everything_that_is_wrong(string dialect)
    {
        var system = await systems[dialect];
        var gateway = Examples.Public();
        (gateway.Name, gateway.HaMode, gateway.BgpAsn) = ("", "x", 0);

        var refusal = await Refused.Async(system.Gateways().CreateVgwAsync(
            new CreateVgwRequest { VpnGateway = gateway }, system.As(TestSystem.User("p"))));

        refusal.Fields.ShouldBe(["vpn_gateway.name", "vpn_gateway.ha_mode", "vpn_gateway.bgp_asn"], ignoreOrder: true);
        refusal.Fields.ShouldAllBe(field => refusal.Message.Contains(field));
    }

    private static Violation NoHost(string address) => new("VPN.0001", "vpn_gateway.access_private_ip_2", gateway =>
        (gateway.AccessPrivateIp1, gateway.AccessPrivateIp2) = ("10.0.0.5", address), Examples.Private);

    private sealed record Violation(string Code, string Field, Action<NewVpnGateway> Violate, Func<NewVpnGateway>? Example = null);
}
