using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>What a change does, and what it leaves alone (contract: UpdateVpnConnection).</summary>
public sealed class UpdateConnectionTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly PolicyRule OtherRule = ConnectionExamples.Rule("10.8.0.0/24", "10.9.0.0/24");

    private static readonly Dictionary<string, Change> Changes = new()
    {
        ["name"] = new(changes => changes.Name = "b", shown => shown.Name = "b"),
        ["peer_subnets"] = new(changes => changes.PeerSubnets = ConnectionExamples.Strings("10.1.0.0/16", "10.2.0.0/16"), shown =>
        {
            shown.PeerSubnets.Clear();
            shown.PeerSubnets.Add(["10.1.0.0/16", "10.2.0.0/16"]);
        }),
        ["policy_rules of a static one, empty"] = new(changes => changes.PolicyRules = new PolicyRuleList(), _ => { }),
        ["peer_subnets_v6 with ipv4, empty"] = new(changes => changes.PeerSubnetsV6 = new StringList(), _ => { }),
        ["peer_subnets of er and bgp, empty"] = new(changes => changes.PeerSubnets = new StringList(), _ => { }, "er", "bgp"),
        ["policy_rules"] = new(changes => changes.PolicyRules = new PolicyRuleList { Items = { OtherRule } }, shown =>
        {
            shown.PolicyRules.Clear();
            var rule = OtherRule.Clone();
            rule.RuleIndex = 1;
            shown.PolicyRules.Add(rule);
        }, Style: "policy"),
        ["both tunnel addresses"] = new(
            changes => (changes.TunnelLocalAddress, changes.TunnelPeerAddress) = ("169.254.9.2/30", "169.254.9.1/30"),
            shown => (shown.TunnelLocalAddress, shown.TunnelPeerAddress) = ("169.254.9.2/30", "169.254.9.1/30")),
        ["one tunnel address of a policy one"] = new(
            changes => changes.TunnelLocalAddress = "169.254.9.2/30", shown => shown.TunnelLocalAddress = "169.254.9.2/30", Style: "policy"),
        ["enable_nqa"] = new(changes => changes.EnableNqa = true, shown => shown.EnableNqa = true),
        ["enable_nqa false of a bgp one"] = new(changes => changes.EnableNqa = false, _ => { }, Style: "bgp"),
        ["enable_hub"] = new(changes => changes.EnableHub = true, shown => shown.EnableHub = true, Style: "bgp"),
        ["ike lifetime_seconds"] = Ike(ike => ike.LifetimeSeconds = 60, ike => ike.LifetimeSeconds = 60),
        ["dpd timeout"] = Ike(ike => ike.Dpd = new Dpd { Timeout = 60 }, ike => ike.Dpd.Timeout = 60),
        ["dh_group"] = Ike(ike => ike.DhGroup = "group21", ike => ike.DhGroup = "group21"),
        ["dh_group with GM"] = Ike(ike => ike.DhGroup = "group21", _ => { }, "gm"),
        ["identities with GM"] = Ike(ike => (ike.LocalIdType, ike.PeerIdType, ike.PeerId) = ("fqdn", "any", "x"), _ => { }, "gm"),
        ["ike_version v1"] = Ike(ike => ike.IkeVersion = "v1", ike => (ike.IkeVersion, ike.Phase1NegotiationMode) = ("v1", "main")),
        ["ike_version v1 with a mode"] = Ike(
            ike => (ike.IkeVersion, ike.Phase1NegotiationMode) = ("v1", "aggressive"),
            ike => (ike.IkeVersion, ike.Phase1NegotiationMode) = ("v1", "aggressive")),
        ["phase1_negotiation_mode with v2"] = Ike(ike => ike.Phase1NegotiationMode = "aggressive", _ => { }),
        ["local_id"] = Ike(ike => ike.LocalId = "192.0.2.9", ike => ike.LocalId = "192.0.2.9"),
        ["local_id_type fqdn"] = Ike(ike => (ike.LocalIdType, ike.LocalId) = ("fqdn", "gw"), ike => (ike.LocalIdType, ike.LocalId) = ("fqdn", "gw")),
        ["peer_id_type fqdn"] = Ike(ike => (ike.PeerIdType, ike.PeerId) = ("fqdn", "Branch"), ike => (ike.PeerIdType, ike.PeerId) = ("fqdn", "Branch")),
        ["pfs"] = new(changes => changes.Ipsecpolicy = new IpsecPolicy { Pfs = "disable" }, shown => shown.Ipsecpolicy.Pfs = "disable"),
        ["pfs with GM"] = new(changes => changes.Ipsecpolicy = new IpsecPolicy { Pfs = "disable" }, _ => { }, "gm"),
        ["ipsec lifetime_seconds"] =
            new(changes => changes.Ipsecpolicy = new IpsecPolicy { LifetimeSeconds = 30 }, shown => shown.Ipsecpolicy.LifetimeSeconds = 30),
        ["psk"] = new(changes => changes.Psk = "Another-1234", _ => { }),
    };

    private static readonly Dictionary<string, Refusal> Refusals = new()
    {
        ["no body"] = new("", null),
        ["id another"] = new("id", changes => changes.Id = Examples.Id()),
        ["vgw_id another"] = new("vgw_id", changes => changes.VgwId = Examples.Id()),
        ["vgw_ip another"] = new("vgw_ip", changes => changes.VgwIp = Examples.Id()),
        ["style another"] = new("style", changes => changes.Style = "bgp"),
        ["ha_role another"] = new("ha_role", changes => changes.HaRole = "slave"),
        ["enterprise_project_id another"] = new("enterprise_project_id", changes => changes.EnterpriseProjectId = Examples.Id()),
        ["authentication_method another"] =
            new("ikepolicy.authentication_method", changes => changes.Ikepolicy = new IkePolicy { AuthenticationMethod = "digital-envelope-v2" }),
        ["name malformed"] = new("name", changes => changes.Name = "a b"),
        ["cgw_id malformed"] = new("cgw_id", changes => changes.CgwId = "x"),
        ["peer_subnets empty"] = new("peer_subnets", changes => changes.PeerSubnets = new StringList()),
        ["peer_subnets reserved"] = new("peer_subnets[0]", changes => changes.PeerSubnets = ConnectionExamples.Strings("100.127.0.0/16")),
        ["peer_subnets with ipv6"] = new("peer_subnets", changes => changes.PeerSubnets = ConnectionExamples.Strings("10.0.0.0/8"), "ipv6"),
        ["peer_subnets with er and bgp"] = new("peer_subnets", changes => changes.PeerSubnets = ConnectionExamples.Strings("10.0.0.0/8"), "er", "bgp"),
        ["peer_subnets_v6 empty with ipv6"] = new("peer_subnets_v6", changes => changes.PeerSubnetsV6 = new StringList(), "ipv6"),
        ["peer_subnets_v6 with ipv4"] = new("peer_subnets_v6", changes => changes.PeerSubnetsV6 = ConnectionExamples.Strings("fd00::/8")),
        ["policy_rules empty with policy"] = new("policy_rules", changes => changes.PolicyRules = new PolicyRuleList(), Style: "policy"),
        ["policy_rules of a static one"] = new("policy_rules", changes => changes.PolicyRules = new PolicyRuleList { Items = { OtherRule } }),
        ["policy_rules with one source twice"] =
            new("policy_rules[1].source", changes => changes.PolicyRules = new PolicyRuleList { Items = { OtherRule, OtherRule } }, Style: "policy"),
        ["tunnel_local_address in 169.254.195.0/24"] = new("tunnel_local_address", changes => changes.TunnelLocalAddress = "169.254.195.1/30"),
        ["tunnel addresses of two blocks"] =
            new("tunnel_peer_address", changes => (changes.TunnelLocalAddress, changes.TunnelPeerAddress) = ("169.254.9.1/30", "169.254.9.6/30")),
        ["enable_nqa true of a bgp one"] = new("enable_nqa", changes => changes.EnableNqa = true, Style: "bgp"),
        ["enable_hub of a static one"] = new("enable_hub", changes => changes.EnableHub = false),
        ["psk weak"] = new("psk", changes => changes.Psk = "abcdefgh"),
        ["psk with GM"] = new("psk", changes => changes.Psk = ConnectionExamples.Psk, "gm"),
        ["ike_version v2 with GM"] = new("ikepolicy.ike_version", changes => changes.Ikepolicy = new IkePolicy { IkeVersion = "v2" }, "gm"),
        ["aggressive with GM"] =
            new("ikepolicy.phase1_negotiation_mode", changes => changes.Ikepolicy = new IkePolicy { Phase1NegotiationMode = "aggressive" }, "gm"),
        ["sm4 without GM"] = new("ikepolicy.encryption_algorithm", changes => changes.Ikepolicy = new IkePolicy { EncryptionAlgorithm = "sm4" }),
        ["md5 with GM"] = new("ipsecpolicy.authentication_algorithm", changes => changes.Ipsecpolicy = new IpsecPolicy { AuthenticationAlgorithm = "md5" }, "gm"),
        ["local_id_type fqdn without local_id"] = new("ikepolicy.local_id", changes => changes.Ikepolicy = new IkePolicy { LocalIdType = "fqdn" }),
        ["peer_id_type fqdn without peer_id"] = new("ikepolicy.peer_id", changes => changes.Ikepolicy = new IkePolicy { PeerIdType = "fqdn" }),
        ["peer_id_type any"] = new("ikepolicy.peer_id_type", changes => changes.Ikepolicy = new IkePolicy { PeerIdType = "any" }),
        ["local_id no address"] = new("ikepolicy.local_id", changes => changes.Ikepolicy = new IkePolicy { LocalId = "gw" }),
    };

    public static MatrixTheoryData<string, string> ChangeRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Changes.Keys);

    public static MatrixTheoryData<string, string> RefusalRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Refusals.Keys);

    public static TheoryData<string, string> KindsAndStyles
    {
        get
        {
            var rows = new TheoryData<string, string>();
            rows.AddRange([.. ConnectionExamples.Kinds.SelectMany(kind => ConnectionExamples.StylesOf(kind).Select(style => (kind, style)))]);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(ChangeRows))]
    public async Task A_change_makes_a_difference_where_it_says_so_and_nowhere_else(string dialect, string change)
    {
        var system = await systems[dialect];
        var (set, expect, kind, style) = Changes[change];
        var site = await system.SiteAsync(kind);
        var created = await system.CreateAppliedAsync(site.Caller, site.New(style));
        var expected = await system.ShowConnectionAsync(site.Caller, created.Id);
        var changes = new VpnConnectionChanges();
        set(changes);

        var updated = await system.UpdateAsync(site.Caller, created.Id.ToUpperInvariant(), changes);

        expect(expected);
        var shown = await system.ShowConnectionAsync(site.Caller, created.Id);
        (expected.UpdatedAt, expected.Status) = (shown.UpdatedAt, shown.Status);
        shown.ShouldBe(expected);
        expected.ClearStatus();
        expected.BgpPeer = null;
        updated.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(RefusalRows))]
    public async Task A_violation_is_refused_and_changes_nothing(string dialect, string violation)
    {
        var system = await systems[dialect];
        var (field, violate, kind, style) = Refusals[violation];
        var site = await system.SiteAsync(kind);
        var created = await system.CreateAppliedAsync(site.Caller, site.New(style));
        var changes = violate is null ? null : new VpnConnectionChanges { Ikepolicy = new IkePolicy { LifetimeSeconds = 100 } };
        violate?.Invoke(changes!);
        await system.QuietAsync();
        var before = await system.DumpAsync();

        var refusal = await Refused.Async(system.Change(site.Caller, created.Id, changes));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"), refusal.Message);
        refusal.Fields.ShouldBe([field.Length == 0 ? "vpn_connection" : $"vpn_connection.{field}"]);
        refusal.Message.ShouldContain(refusal.Fields[0]);
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(KindsAndStyles))]
    public async Task What_was_shown_may_be_sent_back(string kind, string style)
    {
        var system = await systems["sqlite"];
        var site = await system.SiteAsync(kind);
        var created = await system.CreateAppliedAsync(site.Caller, site.New(style));
        var shown = await system.ShowConnectionAsync(site.Caller, created.Id);

        var updated = await system.UpdateAsync(site.Caller, created.Id, SentBack(shown));

        updated.UpdatedAt.ShouldBe(shown.UpdatedAt);
        (await system.ShowConnectionAsync(site.Caller, created.Id)).ShouldBe(shown);
        (await GenerationAsync(system, created.Id)).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_change_is_pending_and_its_repetition_is_refused_until_it_is_applied(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        var changes = new VpnConnectionChanges { Name = "b", Psk = "Another-1234" };

        await system.UpdateAsync(site.Caller, created.Id, changes);
        var pending = await system.ShowConnectionAsync(site.Caller, created.Id);
        var refusal = await Refused.Async(system.Change(site.Caller, created.Id, changes));
        // Without the key it is another request, though nothing is left to change.
        await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" });
        await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Name = "b", Psk = "Another-12345" });
        await system.ConnectionAppliedAsync(created.Id, "up");
        await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Name = "b", Psk = "Another-12345" });

        pending.Status.ShouldBe("PENDING_UPDATE");
        (refusal.Code, refusal.Status).ShouldBe(("VPN.0031", "400"));
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("ACTIVE");
        (await GenerationAsync(system, created.Id)).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_change_that_was_applied_is_not_repeated_by_asking_again_during_a_reset(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" });
        await system.ConnectionAppliedAsync(created.Id);
        await system.Reset(site.Caller, created.Id);

        var updated = await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" });

        updated.Name.ShouldBe("b");
        (await GenerationAsync(system, created.Id)).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_same_key_is_no_change(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        await system.QuietAsync();
        var before = await system.DumpAsync();

        await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges { Psk = ConnectionExamples.Psk });

        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Identities_go_back_to_their_defaults_with_their_types(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var wanted = site.New();
        wanted.Ikepolicy = new IkePolicy { IkeVersion = "v1", LocalIdType = "fqdn", LocalId = "gw", PeerIdType = "fqdn", PeerId = "branch" };
        var created = await system.CreateAppliedAsync(site.Caller, wanted);

        var updated = await system.UpdateAsync(site.Caller, created.Id, new VpnConnectionChanges
        {
            Ikepolicy = new IkePolicy { IkeVersion = "v2", LocalIdType = "ip", PeerIdType = "ip" },
        });

        created.Ikepolicy.Phase1NegotiationMode.ShouldBe("main");
        updated.Ikepolicy.HasPhase1NegotiationMode.ShouldBeFalse();
        (updated.Ikepolicy.LocalIdType, updated.Ikepolicy.LocalId).ShouldBe(("ip", site.Gateway.Eip1.IpAddress));
        (updated.Ikepolicy.PeerIdType, updated.Ikepolicy.PeerId).ShouldBe(("ip", site.Customer.IdValue));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Another_customer_gateway_brings_its_identity_but_not_over_one_that_was_set(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var (other, named) = (await system.CustomerAsync(site.Caller, address: "203.0.113.9"), await system.CustomerAsync(site.Caller, isFqdn: true));
        var filledIn = await system.CreateAppliedAsync(site.Caller, site.New());
        var wanted = site.New(slot: 2);
        wanted.Ikepolicy = new IkePolicy { PeerIdType = "ip", PeerId = "192.0.2.77" };
        var set = await system.CreateAppliedAsync(site.Caller, wanted);
        async Task<(string Type, string Id)> MoveAsync(string id, CustomerGateway customer)
        {
            var updated = await system.UpdateAsync(site.Caller, id, new VpnConnectionChanges { CgwId = customer.Id.ToUpperInvariant() });
            updated.CgwId.ShouldBe(customer.Id);
            return (updated.Ikepolicy.PeerIdType, updated.Ikepolicy.PeerId);
        }

        (await MoveAsync(filledIn.Id, other)).ShouldBe(("ip", "203.0.113.9"));
        (await MoveAsync(filledIn.Id, named)).ShouldBe(("fqdn", "branch.example.com"));
        (await MoveAsync(filledIn.Id, site.Customer)).ShouldBe(("ip", site.Customer.IdValue));
        (await MoveAsync(set.Id, named)).ShouldBe(("ip", "192.0.2.77"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_connection_or_customer_gateway_that_is_not_there_is_not_found(string dialect)
    {
        var system = await systems[dialect];
        var (site, other) = (await system.SiteAsync(), await system.SiteAsync());
        var created = await system.CreateAppliedAsync(site.Caller, site.New());

        foreach (var call in new[]
        {
            system.Change(other.Caller, created.Id, new VpnConnectionChanges { Name = "b" }),
            system.Change(site.Caller, Examples.Id(), new VpnConnectionChanges { Name = "b" }),
            // Before rules that depend on what was found.
            system.Change(site.Caller, created.Id, new VpnConnectionChanges { CgwId = other.Customer.Id, Style = "bgp" }),
        })
        {
            var refusal = await Refused.Async(call);
            (refusal.Code, refusal.Status).ShouldBe(("VPN.0004", "404"));
        }
    }

    private static async Task<long> GenerationAsync(TestSystem system, string id) =>
        (await system.QueryAsync<long>("SELECT generation FROM vpn_connection WHERE id = @id", new { id })).ShouldHaveSingleItem();

    private static VpnConnectionChanges SentBack(VpnConnection shown)
    {
        var changes = new VpnConnectionChanges
        {
            Id = shown.Id.ToUpperInvariant(),
            VgwId = shown.VgwId,
            VgwIp = shown.VgwIp,
            Style = shown.Style,
            HaRole = shown.HaRole,
            EnterpriseProjectId = shown.EnterpriseProjectId,
            Name = shown.Name,
            CgwId = shown.CgwId,
            PeerSubnets = new StringList { Items = { shown.PeerSubnets } },
            PeerSubnetsV6 = new StringList { Items = { shown.PeerSubnetsV6 } },
            TunnelLocalAddress = shown.TunnelLocalAddress,
            TunnelPeerAddress = shown.TunnelPeerAddress,
            PolicyRules = new PolicyRuleList { Items = { shown.PolicyRules } },
            PolicyRulesV6 = new PolicyRuleList { Items = { shown.PolicyRulesV6 } },
            Ikepolicy = shown.Ikepolicy,
            Ipsecpolicy = shown.Ipsecpolicy,
        };
        if (shown.HasEnableNqa)
        {
            changes.EnableNqa = shown.EnableNqa;
        }
        if (shown.HasEnableHub)
        {
            changes.EnableHub = shown.EnableHub;
        }
        // The list that does not belong to the IP version or the style may be absent too.
        changes.PolicyRulesV6 = shown.PolicyRulesV6.Count == 0 ? null : changes.PolicyRulesV6;
        return changes;
    }

    private static Change Ike(Action<IkePolicy> set, Action<IkePolicy> expect, string kind = "public") =>
        new(changes => set(changes.Ikepolicy = new IkePolicy()), shown => expect(shown.Ikepolicy), kind);

    private sealed record Change(Action<VpnConnectionChanges> Set, Action<VpnConnection> Expect, string Kind = "public", string Style = "static");

    private sealed record Refusal(string Field, Action<VpnConnectionChanges>? Violate, string Kind = "public", string Style = "static");
}
