using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Every rule that a new connection can break: the documented code, a message that names the field, and nothing changed.</summary>
public sealed class CreateConnectionRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly PolicyRule Rule = ConnectionExamples.Rule("10.0.0.0/24", "192.168.0.0/24");
    private static readonly PolicyRule RuleV6 = ConnectionExamples.Rule("fd00::/64", "fd01::/64");

    private static readonly Dictionary<string, Violation> Violations = new()
    {
        ["name empty"] = new("name", wanted => wanted.Name = ""),
        ["name of 65 characters"] = new("name", wanted => wanted.Name = new string('a', 65)),
        ["name with a space"] = new("name", wanted => wanted.Name = "a b"),
        ["vgw_id missing"] = new("vgw_id", wanted => wanted.ClearVgwId()),
        ["vgw_id malformed"] = new("vgw_id", wanted => wanted.VgwId = "vgw"),
        ["vgw_ip missing"] = new("vgw_ip", wanted => wanted.ClearVgwIp()),
        ["vgw_ip malformed"] = new("vgw_ip", wanted => wanted.VgwIp = "10.0.0.01"),
        ["vgw_ip of another gateway"] = new("vgw_ip", wanted => wanted.VgwIp = Examples.Id()),
        ["vgw_ip an address with public"] = new("vgw_ip", wanted => wanted.VgwIp = "10.0.0.1"),
        ["vgw_ip an id with private"] = new("vgw_ip", wanted => wanted.VgwIp = Examples.Id(), "private"),
        ["vgw_ip another address with private"] = new("vgw_ip", wanted => wanted.VgwIp = "192.0.2.1", "private"),
        ["cgw_id missing"] = new("cgw_id", wanted => wanted.ClearCgwId()),
        ["cgw_id malformed"] = new("cgw_id", wanted => wanted.CgwId = ""),
        ["style unknown"] = new("style", wanted => wanted.Style = "STATIC"),
        ["style policy-template with a fixed address"] = new("style", wanted => wanted.Style = "policy-template"),
        ["peer_subnets missing"] = new("peer_subnets", wanted => wanted.PeerSubnets.Clear()),
        ["peer_subnets missing with policy"] = new("peer_subnets", wanted => wanted.PeerSubnets.Clear(), Style: "policy"),
        ["peer_subnets missing with bgp"] = new("peer_subnets", wanted => wanted.PeerSubnets.Clear(), Style: "bgp"),
        ["peer_subnets missing with er and static"] = new("peer_subnets", wanted => wanted.PeerSubnets.Clear(), "er"),
        ["51 peer_subnets"] = new("peer_subnets", wanted => wanted.PeerSubnets.Add(Enumerable.Range(0, 50).Select(number => $"10.0.{number}.0/24"))),
        ["peer_subnets without prefix"] = new("peer_subnets[0]", wanted => wanted.PeerSubnets[0] = "10.0.0.0"),
        ["peer_subnets of IPv6"] = new("peer_subnets[1]", wanted => wanted.PeerSubnets.Add("fd00::/8")),
        ["peer_subnets reserved"] = new("peer_subnets[1]", wanted => wanted.PeerSubnets.Add("100.64.0.0/10")),
        ["peer_subnets inside a reserved block"] = new("peer_subnets[1]", wanted => wanted.PeerSubnets.Add("214.9.8.7/32")),
        ["peer_subnets around a reserved block"] = new("peer_subnets[0]", wanted => wanted.PeerSubnets[0] = "0.0.0.0/0"),
        ["peer_subnets with ipv6"] = new("peer_subnets", wanted => wanted.PeerSubnets.Add("10.0.0.0/8"), "ipv6"),
        ["peer_subnets with er and policy"] = new("peer_subnets", wanted => wanted.PeerSubnets.Add("10.0.0.0/8"), "er", "policy"),
        ["peer_subnets with er and bgp"] = new("peer_subnets", wanted => wanted.PeerSubnets.Add("10.0.0.0/8"), "er", "bgp"),
        ["peer_subnets_v6 missing with ipv6"] = new("peer_subnets_v6", wanted => wanted.PeerSubnetsV6.Clear(), "ipv6"),
        ["51 peer_subnets_v6"] = new("peer_subnets_v6", wanted => wanted.PeerSubnetsV6.Add(Enumerable.Repeat("fd00::/8", 50)), "ipv6"),
        ["peer_subnets_v6 malformed"] = new("peer_subnets_v6[0]", wanted => wanted.PeerSubnetsV6[0] = "fd00::/129", "ipv6"),
        ["peer_subnets_v6 with ipv4"] = new("peer_subnets_v6", wanted => wanted.PeerSubnetsV6.Add("fd00::/8")),
        ["tunnel_local_address without mask"] = Tunnel("tunnel_local_address", "169.254.1.1", "169.254.1.2/30"),
        ["tunnel_local_address elsewhere"] = Tunnel("tunnel_local_address", "169.253.1.1/30", "169.254.1.2/30"),
        ["tunnel_local_address with another mask"] = Tunnel("tunnel_local_address", "169.254.1.1/29", "169.254.1.2/30"),
        ["tunnel_local_address of the network"] = Tunnel("tunnel_local_address", "169.254.1.0/30", "169.254.1.2/30"),
        ["tunnel_local_address with leading zero"] = Tunnel("tunnel_local_address", "169.254.01.1/30", "169.254.1.2/30"),
        ["tunnel_peer_address of broadcast"] = Tunnel("tunnel_peer_address", "169.254.1.1/30", "169.254.1.3/30"),
        ["tunnel_peer_address in 169.254.195.0/24"] = Tunnel("tunnel_peer_address", "169.254.1.1/30", "169.254.195.2/30"),
        ["tunnel addresses of two blocks"] = Tunnel("tunnel_peer_address", "169.254.1.1/30", "169.254.1.6/30"),
        ["tunnel addresses of blocks with one last octet"] = Tunnel("tunnel_peer_address", "169.254.1.1/30", "169.254.2.2/30"),
        ["tunnel addresses equal"] = Tunnel("tunnel_peer_address", "169.254.1.1/30", "169.254.1.1/30"),
        ["tunnel_peer_address missing"] = new("tunnel_peer_address", wanted => wanted.TunnelLocalAddress = "169.254.1.1/30"),
        ["tunnel_local_address missing"] = new("tunnel_local_address", wanted => wanted.TunnelPeerAddress = "169.254.1.1/30", Style: "bgp"),
        ["enable_nqa with policy"] = new("enable_nqa", wanted => wanted.EnableNqa = false, Style: "policy"),
        ["enable_nqa with bgp"] = new("enable_nqa", wanted => wanted.EnableNqa = true, Style: "bgp"),
        ["enable_hub with static"] = new("enable_hub", wanted => wanted.EnableHub = false),
        ["enable_hub with policy"] = new("enable_hub", wanted => wanted.EnableHub = true, Style: "policy"),
        ["psk missing"] = new("psk", wanted => wanted.ClearPsk()),
        ["psk of 7 characters"] = new("psk", wanted => wanted.Psk = "Abcd-12"),
        ["psk of 129 characters"] = new("psk", wanted => wanted.Psk = "Ab1" + new string('c', 126)),
        ["psk of two classes"] = new("psk", wanted => wanted.Psk = "abcd-efgh"),
        ["psk with a character out of the alphabet"] = new("psk", wanted => wanted.Psk = "Abcd-1234?"),
        ["psk with a line feed"] = new("psk", wanted => wanted.Psk = "Abcd-1234\n"),
        ["policy_rules missing with policy"] = new("policy_rules", wanted => wanted.PolicyRules.Clear(), Style: "policy"),
        ["policy_rules with static"] = new("policy_rules", wanted => wanted.PolicyRules.Add(Rule)),
        ["policy_rules with policy-template"] = new("policy_rules", wanted => wanted.PolicyRules.Add(Rule), "nonfixed", "policy-template"),
        ["policy_rules with ipv6"] = new("policy_rules", wanted => wanted.PolicyRules.Add(Rule), "ipv6", "policy"),
        ["six policy_rules"] = new(
            "policy_rules",
            wanted => wanted.PolicyRules.Add(Enumerable.Range(0, 5).Select(number => ConnectionExamples.Rule($"10.1.{number}.0/24", "10.9.0.0/16"))),
            Style: "policy"),
        ["policy_rules without source"] = new("policy_rules[0].source", wanted => wanted.PolicyRules[0].ClearSource(), Style: "policy"),
        ["policy_rules with a malformed source"] = new("policy_rules[0].source", wanted => wanted.PolicyRules[0].Source = "10.0.0.0/33", Style: "policy"),
        ["policy_rules without destination"] = new("policy_rules[0].destination", wanted => wanted.PolicyRules[0].Destination.Clear(), Style: "policy"),
        ["policy_rules with 51 destinations"] = new(
            "policy_rules[0].destination", wanted => wanted.PolicyRules[0].Destination.Add(Enumerable.Repeat("10.0.0.0/8", 50)), Style: "policy"),
        ["policy_rules with a malformed destination"] = new("policy_rules[0].destination[1]", wanted => wanted.PolicyRules[0].Destination.Add("x"), Style: "policy"),
        ["policy_rules with a destination of IPv6"] = new("policy_rules[0]", wanted => wanted.PolicyRules[0].Destination.Add("fd00::/8"), Style: "policy"),
        ["policy_rules with one source twice"] = new(
            "policy_rules[1].source", wanted => wanted.PolicyRules.Add(ConnectionExamples.Rule("10.0.0.7/24", "10.9.0.0/16")), Style: "policy"),
        ["policy_rules with rule_index 51"] = new("policy_rules[0].rule_index", wanted => wanted.PolicyRules[0].RuleIndex = 51, Style: "policy"),
        ["policy_rules with one rule_index twice"] = new("policy_rules[1].rule_index", TwiceNumbered, Style: "policy"),
        ["policy_rules_v6 missing with policy"] = new("policy_rules_v6", wanted => wanted.PolicyRulesV6.Clear(), "ipv6", "policy"),
        ["policy_rules_v6 with static"] = new("policy_rules_v6", wanted => wanted.PolicyRulesV6.Add(RuleV6), "ipv6"),
        ["policy_rules_v6 with ipv4"] = new("policy_rules_v6", wanted => wanted.PolicyRulesV6.Add(RuleV6), Style: "policy"),
        ["policy_rules_v6 with one source twice"] = new(
            "policy_rules_v6[1].source", wanted => wanted.PolicyRulesV6.Add(ConnectionExamples.Rule("FD00:2:0::9/64", "fd09::/64")), "ipv6", "policy"),
        ["ike_version unknown"] = Ike("ike_version", ike => ike.IkeVersion = "v3"),
        ["ike_version v2 with GM"] = Ike("ike_version", ike => ike.IkeVersion = "v2", "gm"),
        ["phase1_negotiation_mode unknown"] = Ike("phase1_negotiation_mode", ike => (ike.IkeVersion, ike.Phase1NegotiationMode) = ("v1", "quick")),
        ["phase1_negotiation_mode with v2"] = Ike("phase1_negotiation_mode", ike => (ike.IkeVersion, ike.Phase1NegotiationMode) = ("v2", "main")),
        ["phase1_negotiation_mode with v2 by default"] = Ike("phase1_negotiation_mode", ike => ike.Phase1NegotiationMode = "main"),
        ["phase1_negotiation_mode aggressive with GM"] = Ike("phase1_negotiation_mode", ike => ike.Phase1NegotiationMode = "aggressive", "gm"),
        ["ike authentication_algorithm unknown"] = Ike("authentication_algorithm", ike => ike.AuthenticationAlgorithm = "sha3"),
        ["ike authentication_algorithm sm3"] = Ike("authentication_algorithm", ike => ike.AuthenticationAlgorithm = "sm3"),
        ["ike authentication_algorithm with GM"] = Ike("authentication_algorithm", ike => ike.AuthenticationAlgorithm = "sha2-256", "gm"),
        ["ike encryption_algorithm unknown"] = Ike("encryption_algorithm", ike => ike.EncryptionAlgorithm = "AES-128"),
        ["ike encryption_algorithm sm4"] = Ike("encryption_algorithm", ike => ike.EncryptionAlgorithm = "sm4"),
        ["ike encryption_algorithm with GM"] = Ike("encryption_algorithm", ike => ike.EncryptionAlgorithm = "aes-128", "gm"),
        ["dh_group disable"] = Ike("dh_group", ike => ike.DhGroup = "disable"),
        ["authentication_method unknown"] = Ike("authentication_method", ike => ike.AuthenticationMethod = "rsa"),
        ["authentication_method of GM"] = Ike("authentication_method", ike => ike.AuthenticationMethod = "digital-envelope-v2"),
        ["authentication_method with GM"] = Ike("authentication_method", ike => ike.AuthenticationMethod = "pre-share", "gm"),
        ["ike lifetime_seconds 59"] = Ike("lifetime_seconds", ike => ike.LifetimeSeconds = 59),
        ["ike lifetime_seconds 604801"] = Ike("lifetime_seconds", ike => ike.LifetimeSeconds = 604801),
        ["local_id_type any"] = Ike("local_id_type", ike => ike.LocalIdType = "any"),
        ["local_id empty"] = Ike("local_id", ike => ike.LocalId = ""),
        ["local_id of 256 characters"] = Ike("local_id", ike => (ike.LocalIdType, ike.LocalId) = ("fqdn", new string('a', 256))),
        ["local_id with a blank"] = Ike("local_id", ike => (ike.LocalIdType, ike.LocalId) = ("fqdn", "a b")),
        ["local_id missing with fqdn"] = Ike("local_id", ike => ike.LocalIdType = "fqdn"),
        ["local_id no address with ip"] = Ike("local_id", ike => ike.LocalId = "gateway"),
        ["peer_id_type any"] = Ike("peer_id_type", ike => ike.PeerIdType = "any"),
        ["peer_id with a question mark"] = Ike("peer_id", ike => (ike.PeerIdType, ike.PeerId) = ("fqdn", "a?")),
        ["peer_id missing with fqdn"] = Ike("peer_id", ike => ike.PeerIdType = "fqdn"),
        ["peer_id no address with ip"] = Ike("peer_id", ike => (ike.PeerIdType, ike.PeerId) = ("ip", "branch")),
        ["dpd timeout 1"] = Ike("dpd.timeout", ike => ike.Dpd = new Dpd { Timeout = 1 }),
        ["dpd timeout 61"] = Ike("dpd.timeout", ike => ike.Dpd = new Dpd { Timeout = 61 }),
        ["dpd interval 9"] = Ike("dpd.interval", ike => ike.Dpd = new Dpd { Interval = 9 }),
        ["dpd interval 3601"] = Ike("dpd.interval", ike => ike.Dpd = new Dpd { Interval = 3601 }),
        ["dpd msg unknown"] = Ike("dpd.msg", ike => ike.Dpd = new Dpd { Msg = "hash" }),
        ["ipsec authentication_algorithm unknown"] = Ipsec("authentication_algorithm", ipsec => ipsec.AuthenticationAlgorithm = ""),
        ["ipsec authentication_algorithm sm3"] = Ipsec("authentication_algorithm", ipsec => ipsec.AuthenticationAlgorithm = "sm3"),
        ["ipsec authentication_algorithm with GM"] = Ipsec("authentication_algorithm", ipsec => ipsec.AuthenticationAlgorithm = "md5", "gm"),
        ["ipsec encryption_algorithm unknown"] = Ipsec("encryption_algorithm", ipsec => ipsec.EncryptionAlgorithm = "des"),
        ["ipsec encryption_algorithm sm4"] = Ipsec("encryption_algorithm", ipsec => ipsec.EncryptionAlgorithm = "sm4"),
        ["ipsec encryption_algorithm with GM"] = Ipsec("encryption_algorithm", ipsec => ipsec.EncryptionAlgorithm = "3des", "gm"),
        ["pfs unknown"] = Ipsec("pfs", ipsec => ipsec.Pfs = "group3"),
        ["transform_protocol ah"] = Ipsec("transform_protocol", ipsec => ipsec.TransformProtocol = "ah"),
        ["ipsec lifetime_seconds 29"] = Ipsec("lifetime_seconds", ipsec => ipsec.LifetimeSeconds = 29),
        ["ipsec lifetime_seconds 604801"] = Ipsec("lifetime_seconds", ipsec => ipsec.LifetimeSeconds = 604801),
        ["encapsulation_mode transport"] = Ipsec("encapsulation_mode", ipsec => ipsec.EncapsulationMode = "transport"),
        ["ha_role unknown"] = new("ha_role", wanted => wanted.HaRole = "standby"),
        ["ha_role missing at the standby address"] = new("ha_role", wanted => wanted.ClearHaRole(), "standby", Slot: 2),
        ["ha_role master at the standby address"] = new("ha_role", wanted => wanted.HaRole = "master", "standby", Slot: 2),
        ["ha_role slave at the active address"] = new("ha_role", wanted => wanted.HaRole = "slave", "standby"),
        ["21 tags"] = new("tags", wanted => wanted.Tags.Add(Enumerable.Range(0, 21).Select(number => new ResourceTag { Key = $"k{number}", Value = "" }))),
        ["tag key twice"] = new("tags[1].key", wanted => wanted.Tags.Add([new ResourceTag { Key = "k", Value = "" }, new ResourceTag { Key = "k", Value = "v" }])),
    };

    public static MatrixTheoryData<string, string> Rows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Violations.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_violation_is_refused_and_changes_nothing(string dialect, string violation)
    {
        var system = await systems[dialect];
        var (field, violate, kind, style, slot) = Violations[violation];
        var site = await system.SiteAsync(kind);
        var wanted = site.New(style, slot);
        violate(wanted);
        await system.QuietAsync();
        var before = await system.DumpAsync();

        var refusal = await Refused.Async(system.Create(site.Caller, wanted));
        var inBatch = await Refused.Async(system.CreateBatch(site.Caller, site.New(slot: 1), wanted));

        refusal.Code.ShouldBe("VPN.0001", refusal.Message);
        refusal.Status.ShouldBe("400");
        refusal.Message.ShouldContain($"vpn_connection.{field}");
        refusal.Fields.ShouldContain($"vpn_connection.{field}");
        (inBatch.Code, inBatch.Status).ShouldBe((refusal.Code, refusal.Status));
        // Another gateway, or none, is a fault of the batch as a whole.
        inBatch.Fields.ShouldContain(found => found == $"vpn_connections[1].{field}" || (field == "vgw_id" && found == "vpn_connections"), inBatch.Message);
        if (wanted.HasPsk && wanted.Psk.Length > 0)
        {
            refusal.Message.ShouldNotContain(wanted.Psk);
        }
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task One_answer_names_everything_that_is_wrong(string dialect)
    {
        var system = await systems[dialect];
        var wanted = new NewVpnConnection { Name = "", Style = "x", Ikepolicy = new IkePolicy { LifetimeSeconds = 1 } };

        var refusal = await Refused.Async(system.Create(TestSystem.User("p"), wanted));
        var without = await Refused.Async(system.Create(TestSystem.User("p"), null));

        refusal.Fields.ShouldBe(
            [
                "vpn_connection.name", "vpn_connection.vgw_id", "vpn_connection.vgw_ip", "vpn_connection.style", "vpn_connection.cgw_id",
                "vpn_connection.ikepolicy.lifetime_seconds",
            ],
            ignoreOrder: true);
        refusal.Fields.ShouldAllBe(field => refusal.Message.Contains(field));
        without.Fields.ShouldBe(["vpn_connection"]);
    }

    [Theory]
    [InlineData("sqlite", "gateway")]
    [InlineData("postgres", "gateway")]
    [InlineData("sqlite", "customer gateway")]
    [InlineData("postgres", "customer gateway")]
    public async Task Without_certificates_there_is_no_connection_of_a_GM_gateway(string dialect, string missing)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync("gm");
        if (missing == "gateway")
        {
            await system.ExecuteAsync("UPDATE vpn_gateway SET certificate_id = NULL WHERE id = @Id", new { site.Gateway.Id });
        }
        else
        {
            site = site with { Customer = await system.CustomerAsync(site.Caller) };
        }

        var refusal = await Refused.Async(system.Create(site.Caller, site.New()));

        refusal.Code.ShouldBe("VPN.0001");
        refusal.Fields.ShouldBe([missing == "gateway" ? "vpn_connection.vgw_id" : "vpn_connection.cgw_id"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_batch_has_one_or_two_elements_of_one_gateway(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var foreign = site.New();
        foreign.VgwId = (await system.CreateActiveAsync(site.Caller, Examples.Public())).Id;

        foreach (var wanted in new NewVpnConnection[][] { [], [site.New(), site.New(slot: 2), site.New()], [site.New(), foreign] })
        {
            var refusal = await Refused.Async(system.CreateBatch(site.Caller, wanted));
            (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
            refusal.Fields.ShouldContain("vpn_connections");
        }
        var upper = site.New(slot: 2);
        upper.VgwId = upper.VgwId.ToUpperInvariant();
        var created = (await system.CreateBatch(site.Caller, site.New(), upper)).VpnConnections;
        created.Select(connection => connection.VgwIp).ShouldBe([site.Address(1), site.Address(2)], ignoreOrder: true);
        (await system.ListAsync(site.Caller, new ListVpnConnectionsRequest())).TotalCount.ShouldBe(2);
    }

    private static void TwiceNumbered(NewVpnConnection wanted)
    {
        wanted.PolicyRules[0].RuleIndex = 3;
        wanted.PolicyRules.Add(ConnectionExamples.Rule("10.7.0.0/24", "10.9.0.0/16"));
        wanted.PolicyRules[1].RuleIndex = 3;
    }

    private static Violation Tunnel(string field, string local, string peer) =>
        new(field, wanted => (wanted.TunnelLocalAddress, wanted.TunnelPeerAddress) = (local, peer));

    private static Violation Ike(string field, Action<IkePolicy> violate, string kind = "public") =>
        new("ikepolicy." + field, wanted => violate(wanted.Ikepolicy = new IkePolicy()), kind);

    private static Violation Ipsec(string field, Action<IpsecPolicy> violate, string kind = "public") =>
        new("ipsecpolicy." + field, wanted => violate(wanted.Ipsecpolicy = new IpsecPolicy()), kind);

    private sealed record Violation(string Field, Action<NewVpnConnection> Violate, string Kind = "public", string Style = "static", int Slot = 1);
}
