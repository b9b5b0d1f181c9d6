using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>Every rule that a request to change a gateway can break: the documented code, the field named, and nothing changed.</summary>
public sealed class ChangeRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, Violation> Violations = new()
    {
        ["name empty"] = new("VPN.0001", "vpn_gateway.name", changes => changes.Name = ""),
        ["name of 65 characters"] = new("VPN.0001", "vpn_gateway.name", changes => changes.Name = new string('a', 65)),
        ["name with a slash"] = new("VPN.0001", "vpn_gateway.name", changes => changes.Name = "a/b"),
        ["local_subnets emptied"] = new("VPN.0001", "vpn_gateway.local_subnets", changes => changes.LocalSubnets = new StringList()),
        ["51 local_subnets"] = new("VPN.0001", "vpn_gateway.local_subnets", changes =>
            changes.LocalSubnets = new StringList { Items = { Enumerable.Repeat("10.0.0.0/8", 51) } }),
        ["local_subnets malformed"] = new("VPN.0001", "vpn_gateway.local_subnets[0]", changes => changes.LocalSubnets = new StringList { Items = { "x" } }),
        ["local_subnets of an er gateway"] = new("VPN.0001", "vpn_gateway.local_subnets", changes =>
            changes.LocalSubnets = new StringList { Items = { "10.0.0.0/8" } }, Examples.Er),
        ["local_subnets_v6 of an er gateway"] = new("VPN.0001", "vpn_gateway.local_subnets_v6", changes =>
            changes.LocalSubnetsV6 = new StringList { Items = { "fd00::/8" } }, Examples.Er),
        ["local_subnets of an ipv6 gateway"] = new("VPN.0001", "vpn_gateway.local_subnets", changes =>
            changes.LocalSubnets = new StringList { Items = { "10.0.0.0/8" } }, Examples.V6),
        ["local_subnets_v6 of an ipv4 gateway"] = new("VPN.0001", "vpn_gateway.local_subnets_v6", changes =>
            changes.LocalSubnetsV6 = new StringList { Items = { "fd00::/8" } }),
        ["local_subnets_v6 emptied"] = new("VPN.0001", "vpn_gateway.local_subnets_v6", changes => changes.LocalSubnetsV6 = new StringList(), Examples.V6),
        ["local_subnets_v6 malformed"] = new("VPN.0001", "vpn_gateway.local_subnets_v6[0]", changes =>
            changes.LocalSubnetsV6 = new StringList { Items = { "1::2::3/64" } }, Examples.V6),
        ["eip_id_1 malformed"] = new("VPN.0001", "vpn_gateway.eip_id_1", changes => changes.EipId1 = ""),
        ["eip_id_2 malformed"] = new("VPN.0001", "vpn_gateway.eip_id_2", changes => changes.EipId2 = "x"),
        ["the same eip twice"] = new("VPN.0553", "vpn_gateway.eip_id_2", changes => changes.EipId1 = changes.EipId2 = Examples.Id()),
        ["eip_id_1 of a private gateway"] = new("VPN.0001", "vpn_gateway.eip_id_1", changes => changes.EipId1 = Examples.Id(), Examples.Private),
        ["eip_id_2 of a private gateway"] = new("VPN.0001", "vpn_gateway.eip_id_2", changes => changes.EipId2 = Examples.Id(), Examples.Private),
        ["eip_id_1 where one is bound"] = new("VPN.0512", "vpn_gateway.eip_id_1", changes => changes.EipId1 = Examples.Id()),
        ["policy_template of a plain flavor"] = new("VPN.0001", "vpn_gateway.policy_template", changes => changes.PolicyTemplate = new PolicyTemplate()),
        ["ike encryption unknown"] = new("VPN.0001", "vpn_gateway.policy_template.ike_policy.encryption_algorithm", changes =>
            changes.PolicyTemplate = Ike(ike => ike.EncryptionAlgorithm = "3des"), Examples.NonFixedIp),
        ["ike dh_group unknown"] = new("VPN.0001", "vpn_gateway.policy_template.ike_policy.dh_group", changes =>
            changes.PolicyTemplate = Ike(ike => ike.DhGroup = "group2"), Examples.NonFixedIp),
        ["ike authentication unknown"] = new("VPN.0001", "vpn_gateway.policy_template.ike_policy.authentication_algorithm", changes =>
            changes.PolicyTemplate = Ike(ike => ike.AuthenticationAlgorithm = "sha1"), Examples.NonFixedIp),
        ["ike lifetime 59"] = new("VPN.0001", "vpn_gateway.policy_template.ike_policy.lifetime_seconds", changes =>
            changes.PolicyTemplate = Ike(ike => ike.LifetimeSeconds = 59), Examples.NonFixedIp),
        ["ike lifetime 604801"] = new("VPN.0001", "vpn_gateway.policy_template.ike_policy.lifetime_seconds", changes =>
            changes.PolicyTemplate = Ike(ike => ike.LifetimeSeconds = 604801), Examples.NonFixedIp),
        ["ipsec authentication unknown"] = new("VPN.0001", "vpn_gateway.policy_template.ipsec_policy.authentication_algorithm", changes =>
            changes.PolicyTemplate = Ipsec(ipsec => ipsec.AuthenticationAlgorithm = "md5"), Examples.NonFixedIp),
        ["ipsec encryption unknown"] = new("VPN.0001", "vpn_gateway.policy_template.ipsec_policy.encryption_algorithm", changes =>
            changes.PolicyTemplate = Ipsec(ipsec => ipsec.EncryptionAlgorithm = ""), Examples.NonFixedIp),
        ["ipsec pfs unknown"] = new("VPN.0001", "vpn_gateway.policy_template.ipsec_policy.pfs", changes =>
            changes.PolicyTemplate = Ipsec(ipsec => ipsec.Pfs = "off"), Examples.NonFixedIp),
        ["ipsec lifetime 29"] = new("VPN.0001", "vpn_gateway.policy_template.ipsec_policy.lifetime_seconds", changes =>
            changes.PolicyTemplate = Ipsec(ipsec => ipsec.LifetimeSeconds = 29), Examples.NonFixedIp),
        ["ipsec lifetime 604801"] = new("VPN.0001", "vpn_gateway.policy_template.ipsec_policy.lifetime_seconds", changes =>
            changes.PolicyTemplate = Ipsec(ipsec => ipsec.LifetimeSeconds = 604801), Examples.NonFixedIp),
    };

    private static readonly Dictionary<string, (Action<VpnGatewaySpecification> Violate, Func<NewVpnGateway> Example)> Specifications = new()
    {
        ["flavor missing"] = (wanted => wanted.ClearFlavor(), Examples.Public),
        ["flavor unknown"] = (wanted => wanted.Flavor = "professional2", Examples.Public),
        ["flavor not fixed"] = (wanted => wanted.Flavor = "Professional1-NonFixedIP", Examples.Public),
        ["flavor GM"] = (wanted => wanted.Flavor = "GM", Examples.Public),
        ["the present flavor"] = (wanted => wanted.Flavor = "Professional1", Examples.Public),
        ["Basic for an er gateway"] = (wanted => wanted.Flavor = "Basic", Examples.Er),
        ["Basic for a private gateway"] = (wanted => wanted.Flavor = "Basic", Examples.Private),
        ["from NonFixedIP"] = (wanted => wanted.Flavor = "Professional2", Examples.NonFixedIp),
    };

    public static MatrixTheoryData<string, string> Rows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Violations.Keys);

    public static MatrixTheoryData<string, string> SpecificationRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Specifications.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_violation_is_refused_and_changes_nothing(string dialect, string violation)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (code, field, violate, example) = Violations[violation];
        var created = await system.CreateActiveAsync(caller, (example ?? Examples.Public)());
        var changes = new VpnGatewayChanges();
        violate(changes);
        await system.QuietAsync();
        var before = await system.DumpAsync();

        var refusal = await Refused.Async(system.Gateways().UpdateVgwAsync(
            new UpdateVgwRequest { VgwId = created.Id, VpnGateway = changes }, system.As(caller)));

        refusal.Code.ShouldBe(code, refusal.Message);
        refusal.Status.ShouldBe("400");
        refusal.Message.ShouldContain(field);
        refusal.Fields.ShouldContain(field);
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(SpecificationRows))]
    public async Task A_flavor_that_is_not_supported_is_refused_and_changes_nothing(string dialect, string violation)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (violate, example) = Specifications[violation];
        var created = await system.CreateActiveAsync(caller, example());
        var wanted = new VpnGatewaySpecification();
        violate(wanted);
        await system.QuietAsync();
        var before = await system.DumpAsync();

        var refusal = await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = wanted }, system.As(caller)));

        refusal.Code.ShouldBe("VPN.0001");
        refusal.Message.ShouldContain("vpn_gateway.flavor");
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_body_without_gateway_is_refused(string dialect)
    {
        var system = await systems[dialect];
        var options = system.As(TestSystem.User(TestSystem.NewProject()));
        var id = Examples.Id();

        foreach (var refusal in new[]
        {
            await Refused.Async(system.Gateways().UpdateVgwAsync(new UpdateVgwRequest { VgwId = id }, options)),
            await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(new UpdatePostpaidVgwSpecificationRequest { VgwId = id }, options)),
        })
        {
            refusal.Code.ShouldBe("VPN.0001");
            refusal.Message.ShouldContain("vpn_gateway is required");
        }
    }

    private static PolicyTemplate Ike(Action<VgwIkePolicy> set)
    {
        var template = new PolicyTemplate { IkePolicy = new VgwIkePolicy() };
        set(template.IkePolicy);
        return template;
    }

    private static PolicyTemplate Ipsec(Action<VgwIpsecPolicy> set)
    {
        var template = new PolicyTemplate { IpsecPolicy = new VgwIpsecPolicy() };
        set(template.IpsecPolicy);
        return template;
    }

    private sealed record Violation(string Code, string Field, Action<VpnGatewayChanges> Violate, Func<NewVpnGateway>? Example = null);
}
