using System.Net;
using CsCheck;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.Tests.VpnGateways;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>What holds for all addresses, requests and changes.</summary>
public sealed class ConnectionPropertyTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly VpnGatewayRow Gateway = new()
    {
        Id = Examples.Id(),
        ProjectId = "p",
        EnterpriseProjectId = "0",
        Name = "gateway",
        NetworkType = "public",
        AttachmentType = "vpc",
        IpVersion = "ipv4",
        LocalSubnets = "[]",
        BgpAsn = 64512,
        Flavor = "Professional1",
        Zones = "[]",
        ZonesNamed = 0,
        PublicBorderGroup = "center",
        ConnectionNumber = 100,
        Eip1 = new BoundEip { Id = Examples.Id(), IpAddress = "198.51.100.1" }.ToColumn(),
        AccessVpcId = "v",
        AccessSubnetId = "s",
        HaMode = "active-active",
        Tags = "[]",
        CreatedAt = 1,
        UpdatedAt = 1,
        Generation = 1,
    };

    private static readonly CustomerGatewayRow Customer = new()
    {
        Id = Examples.Id(),
        ProjectId = "p",
        Name = "customer",
        IdType = "ip",
        IdValue = "203.0.113.1",
        Tags = "[]",
        CreatedAt = 1,
        UpdatedAt = 1,
        Generation = 1,
    };

    // Few bits vary, so that blocks often lie in each other.
    private static readonly Gen<(string Text, bool IsIpv6, byte[] Bytes, int Prefix)> Block =
        from isIpv6 in Gen.Bool
        from first in Gen.OneOf<byte>(100, 214, 10)
        from rest in Gen.OneOf<byte>(0, 63, 64, 127, 128, 255).Array[15]
        from gaps in Gen.Bool.Array[16]
        from prefix in Gen.Int[0, isIpv6 ? 128 : 32]
        from notation in Gen.Int[0, 2]
        let bytes = (isIpv6 ? [first, .. rest] : (byte[])[first, .. rest[..3]]).Select((value, index) => index > 0 && gaps[index] ? (byte)0 : value).ToArray()
        select (Written(bytes, notation) + "/" + prefix, isIpv6, bytes, prefix);

    private static readonly Gen<string> Ipv4Block =
        Gen.Select(Gen.OneOf<byte>(10, 172, 192), Gen.Byte.Array[3], Gen.Int[8, 32]).Select((first, rest, prefix) => $"{first}.{string.Join('.', rest)}/{prefix}");

    private static readonly Gen<Action<VpnConnectionChanges, VpnConnection>[]> ChangeSets = Gen.Shuffle(Members()).SelectMany(
        all => Gen.Int[0, all.Length].Select(count => all[..count]));

    private static readonly Gen<NewConnection> NewConnections =
        from kind in Gen.OneOf("public", "standby", "private", "er", "ipv6", "nonfixed", "gm")
        from style in Gen.OneOf(ConnectionExamples.StylesOf(kind))
        from isFqdn in Gen.Bool
        from slot in Gen.Int[1, 2]
        from blocks in Ipv4Block.Array[1, 50]
        from block in Gen.Int[0, 194 * 64]
        from lifetime in Gen.Long[60, 604800]
        from dhGroup in Gen.OneOf("group1", "group14", "group21")
        from interval in Gen.Long[10, 3600]
        from given in Gen.Bool.Array[6]
        select new NewConnection(kind, style, isFqdn, slot, blocks, block, lifetime, dhGroup, interval, given);

    [Fact]
    public void Free_tunnel_addresses_are_hosts_of_a_block_that_nothing_else_uses() => Gen.Int[0, 200].Sample(
        count =>
        {
            var taken = new List<string>();
            for (var number = 0; number < count; number++)
            {
                var (local, peer) = TunnelAddresses.Free(taken);
                var (first, second) = (Octets(local), Octets(peer));
                (first[0], first[1]).ShouldBe((169, 254));
                first[2].ShouldNotBe(195);
                second[..3].ShouldBe(first[..3]);
                (first[3] % 4, second[3] - first[3]).ShouldBe((1, 1));
                new[] { local, peer }.ShouldAllBe(address => address.EndsWith("/30") && TunnelAddresses.IsTunnelAddress(address));
                TunnelAddresses.ArePair(local, peer).ShouldBeTrue();
                taken.ShouldNotContain(local);
                taken.Add(local);
            }
        },
        iter: 50);

    [Fact]
    public void The_last_free_block_is_found()
    {
        var all = from third in Enumerable.Range(0, 256) from last in Enumerable.Range(0, 64) select $"169.254.{third}.{(last * 4) + 2}/30";

        TunnelAddresses.Free(all.Where(address => address != "169.254.77.206/30")).ShouldBe(("169.254.77.205/30", "169.254.77.206/30"));
    }

    [Fact]
    public void Blocks_overlap_when_the_shorter_prefix_is_common() => Gen.Select(Block, Block).Sample(
        (one, other) =>
        {
            AddressText.IsIpv4Block(one.Text).ShouldBe(!one.IsIpv6, one.Text);
            AddressText.IsIpv6Block(one.Text).ShouldBe(one.IsIpv6, one.Text);
            AddressBlock.Parse(one.Text).Overlaps(AddressBlock.Parse(other.Text)).ShouldBe(Overlap(one, other), $"{one.Text} and {other.Text}");
        },
        iter: 20000);

    [Fact]
    public void Reserved_blocks_are_found_whatever_is_written() => Block.Where(block => !block.IsIpv6).Sample(
        block =>
        {
            var violations = new Violations();
            violations.PeerSubnets("peer_subnets", [block.Text]);
            var reserved = new (string, bool, byte[], int)[] { ("", false, [100, 64, 0, 0], 10), ("", false, [214, 0, 0, 0], 8) }.Any(one => Overlap(one, block));

            (Record.Exception(violations.ThrowIfAny) is DomainException).ShouldBe(reserved, block.Text);
        },
        iter: 5000);

    [Fact]
    public void A_change_of_some_fields_changes_those_and_no_other() => ChangeSets.Sample(
        set =>
        {
            var before = Row();
            var expected = VpnConnectionAnswers.Updated(before);
            var changes = new VpnConnectionChanges();
            foreach (var member in set)
            {
                member(changes, expected);
            }

            var after = new VpnConnectionChange(before, changes, new ConnectionKind(Gateway, Customer, before.Style)).Apply();

            VpnConnectionAnswers.Updated(after).ShouldBe(expected);
            (after.Psk, after.Generation, after.Slot).ShouldBe((before.Psk, before.Generation, before.Slot));
            new VpnConnectionChange(after, changes, new ConnectionKind(Gateway, Customer, before.Style)).Apply().ShouldBe(after);
        },
        iter: 2000);

    [Fact]
    public async Task What_was_sent_is_shown()
    {
        var system = await systems["sqlite"];
        await NewConnections.SampleAsync(
            async sample =>
            {
                var site = await system.SiteAsync(sample.Kind, sample.IsFqdn);
                var wanted = sample.Of(site);

                var created = await system.CreateAsync(site.Caller, wanted);
                var shown = await system.ShowConnectionAsync(site.Caller, created.Id);

                shown.Status.ShouldBe("PENDING_CREATE");
                shown.ClearStatus();
                shown.BgpPeer = null;
                shown.ShouldBe(created);
                ShouldShow(shown, wanted, site);
            },
            iter: 40,
            threads: 2);
    }

    [Fact]
    public async Task Tunnel_addresses_of_a_gateway_are_its_own_each()
    {
        var system = await systems["sqlite"];
        var site = await system.SiteAsync();
        for (var number = 0; number < 30; number++)
        {
            var given = site.New(slot: 2);
            (given.TunnelLocalAddress, given.TunnelPeerAddress) = ($"169.254.7.{(number * 4) + 1}/30", $"169.254.7.{(number * 4) + 2}/30");
            await system.CreateBatch(site.Caller, site.New(), given);
        }

        var connections = (await system.ListAsync(site.Caller, new ListVpnConnectionsRequest())).VpnConnections;

        connections.SelectMany(connection => new[] { connection.TunnelLocalAddress, connection.TunnelPeerAddress }).Distinct().Count().ShouldBe(120);
    }

    private static void ShouldShow(VpnConnection shown, NewVpnConnection sent, Site site)
    {
        (shown.Style, shown.VgwId, shown.VgwIp, shown.CgwId).ShouldBe(((sent.HasStyle ? sent.Style : "static").ToUpperInvariant(), sent.VgwId, sent.VgwIp, sent.CgwId));
        shown.Name.ShouldMatch(sent.HasName ? $"^{sent.Name}$" : "^vpn-[0-9a-f]{4}$");
        shown.PeerSubnets.ShouldBe(sent.PeerSubnets);
        shown.PeerSubnetsV6.ShouldBe(sent.PeerSubnetsV6);
        shown.PolicyRules.Select(rule => (rule.Source, string.Join(' ', rule.Destination))).ShouldBe(
            sent.PolicyRules.Select(rule => (rule.Source, string.Join(' ', rule.Destination))));
        shown.PolicyRulesV6.Count.ShouldBe(sent.PolicyRulesV6.Count);
        if (sent.HasTunnelLocalAddress)
        {
            (shown.TunnelLocalAddress, shown.TunnelPeerAddress).ShouldBe((sent.TunnelLocalAddress, sent.TunnelPeerAddress));
        }
        (shown.HasEnableNqa, shown.EnableNqa).ShouldBe((shown.Style == "STATIC", sent.EnableNqa));
        (shown.HasEnableHub, shown.EnableHub).ShouldBe((shown.Style == "BGP", sent.EnableHub));
        shown.HaRole.ShouldBe(sent.HasHaRole ? sent.HaRole : "master");
        shown.Tags.ShouldBe(sent.Tags);
        shown.Ikepolicy.ShouldBe(ExpectedIke(sent, site));
        shown.Ipsecpolicy.ShouldBe(ExpectedIpsec(sent, site));
    }

    private static IkePolicy ExpectedIke(NewVpnConnection sent, Site site)
    {
        var isGm = site.Gateway.Flavor == "GM";
        var expected = new IkePolicy
        {
            IkeVersion = isGm ? "v1" : "v2",
            AuthenticationAlgorithm = isGm ? "sm3" : "sha2-256",
            EncryptionAlgorithm = isGm ? "sm4" : "aes-128",
            AuthenticationMethod = isGm ? "digital-envelope-v2" : "pre-share",
            LifetimeSeconds = 86400,
            Dpd = new Dpd { Timeout = 15, Interval = 30, Msg = "seq-hash-notify" },
        };
        if (!isGm)
        {
            expected.MergeFrom(new IkePolicy
            {
                DhGroup = "group15",
                LocalIdType = "ip",
                LocalId = site.Gateway.NetworkType == "private" ? sent.VgwIp
                    : sent.VgwIp == site.Gateway.Eip1.Id ? site.Gateway.Eip1.IpAddress : site.Gateway.Eip2.IpAddress,
                PeerIdType = site.Customer.IdType,
                PeerId = site.Customer.IdValue,
            });
        }
        if (sent.Ikepolicy is { } given)
        {
            expected.MergeFrom(given);
        }
        if (isGm)
        {
            expected.ClearDhGroup();
        }
        if (expected.IkeVersion == "v1")
        {
            expected.Phase1NegotiationMode = "main";
        }
        return expected;
    }

    private static IpsecPolicy ExpectedIpsec(NewVpnConnection sent, Site site)
    {
        var isGm = site.Gateway.Flavor == "GM";
        var expected = new IpsecPolicy
        {
            AuthenticationAlgorithm = isGm ? "sm3" : "sha2-256",
            EncryptionAlgorithm = isGm ? "sm4" : "aes-128",
            Pfs = "group15",
            TransformProtocol = "esp",
            LifetimeSeconds = 3600,
            EncapsulationMode = "tunnel",
        };
        if (sent.Ipsecpolicy is { } given)
        {
            expected.MergeFrom(given);
        }
        if (isGm)
        {
            expected.ClearPfs();
        }
        return expected;
    }

    // What each field does to the body, and what the answer must then show.
    private static Action<VpnConnectionChanges, VpnConnection>[] Members() =>
    [
        (changes, expected) => changes.Name = expected.Name = "other",
        (changes, expected) =>
        {
            changes.PeerSubnets = ConnectionExamples.Strings("10.7.0.0/16", "10.8.0.0/16");
            expected.PeerSubnets.Clear();
            expected.PeerSubnets.Add(changes.PeerSubnets.Items);
        },
        (changes, expected) => (changes.TunnelLocalAddress, changes.TunnelPeerAddress, expected.TunnelLocalAddress, expected.TunnelPeerAddress) =
            ("169.254.3.1/30", "169.254.3.2/30", "169.254.3.1/30", "169.254.3.2/30"),
        (changes, expected) => changes.EnableNqa = expected.EnableNqa = true,
        (changes, _) => changes.Psk = "Another-1234",
        (changes, expected) => Ike(changes).LifetimeSeconds = expected.Ikepolicy.LifetimeSeconds = 61,
        (changes, expected) => Ike(changes).AuthenticationAlgorithm = expected.Ikepolicy.AuthenticationAlgorithm = "sha2-512",
        (changes, expected) => Ike(changes).EncryptionAlgorithm = expected.Ikepolicy.EncryptionAlgorithm = "3des",
        (changes, expected) => Ike(changes).DhGroup = expected.Ikepolicy.DhGroup = "group1",
        (changes, expected) => Ike(changes).LocalId = expected.Ikepolicy.LocalId = "192.0.2.1",
        (changes, expected) => Ike(changes).PeerId = expected.Ikepolicy.PeerId = "192.0.2.2",
        (changes, expected) =>
        {
            Ike(changes).IkeVersion = expected.Ikepolicy.IkeVersion = "v1";
            expected.Ikepolicy.Phase1NegotiationMode = "main";
        },
        (changes, expected) => Dpd(changes).Timeout = expected.Ikepolicy.Dpd.Timeout = 2,
        (changes, expected) => Dpd(changes).Msg = expected.Ikepolicy.Dpd.Msg = "seq-notify-hash",
        (changes, expected) => Ipsec(changes).Pfs = expected.Ipsecpolicy.Pfs = "disable",
        (changes, expected) => Ipsec(changes).LifetimeSeconds = expected.Ipsecpolicy.LifetimeSeconds = 31,
        (changes, expected) => Ipsec(changes).AuthenticationAlgorithm = expected.Ipsecpolicy.AuthenticationAlgorithm = "md5",
    ];

    private static IkePolicy Ike(VpnConnectionChanges changes) => changes.Ikepolicy ??= new IkePolicy();

    private static Dpd Dpd(VpnConnectionChanges changes) => Ike(changes).Dpd ??= new Dpd();

    private static IpsecPolicy Ipsec(VpnConnectionChanges changes) => changes.Ipsecpolicy ??= new IpsecPolicy();

    private static VpnConnectionRow Row()
    {
        var wanted = new NewVpnConnection
        {
            VgwId = Gateway.Id,
            VgwIp = Gateway.Eip1.ToEip()!.Id,
            CgwId = Customer.Id,
            PeerSubnets = { "10.0.0.0/8" },
            TunnelLocalAddress = "169.254.1.1/30",
            TunnelPeerAddress = "169.254.1.2/30",
            Psk = ConnectionExamples.Psk,
        };
        return new PlannedConnection("vpn_connection", wanted, Examples.Id(), "sealed", "name").ToRow(Gateway, Customer, TestSystem.User("p"), nowMs: 1);
    }

    private static int[] Octets(string address) => [.. address.Split('.', '/')[..4].Select(octet => int.Parse(octet, System.Globalization.CultureInfo.InvariantCulture))];

    private static string Written(byte[] bytes, int notation) => (bytes.Length, notation) switch
    {
        (4, _) => string.Join('.', bytes),
        (_, 0) => new IPAddress(bytes).ToString(),
        (_, 1) => new IPAddress(bytes).ToString().ToUpperInvariant(),
        _ => string.Join(':', bytes.Chunk(2).Select(pair => $"{pair[0]:x2}{pair[1]:X2}")),
    };

    private static bool Overlap((string Text, bool IsIpv6, byte[] Bytes, int Prefix) one, (string Text, bool IsIpv6, byte[] Bytes, int Prefix) other) =>
        one.IsIpv6 == other.IsIpv6 && Bits(one.Bytes).Take(Math.Min(one.Prefix, other.Prefix)).SequenceEqual(Bits(other.Bytes).Take(Math.Min(one.Prefix, other.Prefix)));

    private static IEnumerable<bool> Bits(byte[] bytes) => bytes.SelectMany(value => Enumerable.Range(0, 8).Select(bit => (value & (128 >> bit)) != 0));

    private sealed record NewConnection(
        string Kind, string Style, bool IsFqdn, int Slot, string[] Blocks, int Block, long Lifetime, string Group, long Interval, bool[] Given)
    {
        public NewVpnConnection Of(Site site)
        {
            var wanted = site.New(Style, Slot);
            if (wanted.PeerSubnets.Count > 0)
            {
                wanted.PeerSubnets.Clear();
                wanted.PeerSubnets.Add(Blocks);
            }
            if (Given[0])
            {
                wanted.Name = "连接_1.a-b";
            }
            if (Given[1])
            {
                var start = $"169.254.{Block >> 6}.";
                (wanted.TunnelLocalAddress, wanted.TunnelPeerAddress) = ($"{start}{((Block & 63) << 2) + 2}/30", $"{start}{((Block & 63) << 2) + 1}/30");
            }
            if (Given[2])
            {
                wanted.Ikepolicy = new IkePolicy { LifetimeSeconds = Lifetime, DhGroup = Group, Dpd = new Dpd { Interval = Interval } };
            }
            if (Given[3])
            {
                wanted.Ipsecpolicy = new IpsecPolicy { LifetimeSeconds = Lifetime, Pfs = Group };
            }
            if (Given[4])
            {
                wanted.Tags.Add(new ResourceTag { Key = "k", Value = "" });
            }
            if (Given[5] && Style == "static")
            {
                wanted.EnableNqa = true;
            }
            if (Given[5] && Style == "bgp")
            {
                wanted.EnableHub = true;
            }
            return wanted;
        }
    }
}
