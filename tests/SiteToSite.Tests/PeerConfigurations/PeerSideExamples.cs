using System.Net;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.PeerConfigurations;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>Connections of every kind, as the customer's side sees them.</summary>
internal static class PeerSideExamples
{
    public static readonly IReadOnlyDictionary<string, PeerSide> All = new Dictionary<string, PeerSide>
    {
        ["static"] = Static,
        ["policy"] = Policy,
        ["bgp"] = Bgp,
        ["policy-template"] = PolicyTemplate,
        ["static-v1-aggressive"] = Static with
        {
            CustomerAddress = null,
            Ike = Ike(policy =>
            {
                policy.IkeVersion = "v1";
                policy.Phase1NegotiationMode = "aggressive";
                policy.EncryptionAlgorithm = "3des";
                policy.AuthenticationAlgorithm = "sha1";
                policy.DhGroup = "group5";
                policy.LifetimeSeconds = 604800;
                policy.Dpd.Interval = 3600;
                policy.LocalIdType = "fqdn";
                policy.LocalId = "gw-123.example.com";
                policy.PeerIdType = "fqdn";
                policy.PeerId = "branch-456.example.com";
            }),
            Ipsec = Ipsec(policy =>
            {
                policy.EncryptionAlgorithm = "aes-256";
                policy.AuthenticationAlgorithm = "sha2-512";
                policy.Pfs = "disable";
                policy.LifetimeSeconds = 30;
            }),
        },
        ["bgp-gcm-ipv6"] = Bgp with
        {
            GatewaySubnets = Blocks("2001:db8:1::/48"),
            CustomerSubnets = Blocks("2001:db8:2::/48", "2001:db8:3::/48"),
            Ike = Ike(policy => (policy.EncryptionAlgorithm, policy.DhGroup, policy.AuthenticationAlgorithm) = ("aes-256-gcm-16", "group20", "sha2-384")),
            Ipsec = Ipsec(policy => (policy.EncryptionAlgorithm, policy.Pfs) = ("aes-128-gcm-16", "group19")),
        },
        ["policy-ipv6"] = Policy with
        {
            GatewaySubnets = Blocks("2001:db8:1::/48"),
            CustomerSubnets = Blocks("2001:db8:2::/48"),
            Rules = [Rule("2001:db8:1::/64", "2001:db8:2::/64")],
        },
        ["bgp-unknown"] = Bgp with
        {
            GatewayAddress = null,
            CustomerAddress = null,
            GatewaySubnets = [],
            CustomerSubnets = [],
            CustomerAsn = null,
            Ike = Ike(policy => policy.ClearPeerId()),
        },
        ["gm"] = Static with
        {
            Ike = new IkePolicy
            {
                IkeVersion = "v1",
                Phase1NegotiationMode = "main",
                AuthenticationAlgorithm = "sm3",
                EncryptionAlgorithm = "sm4",
                AuthenticationMethod = "digital-envelope-v2",
                LifetimeSeconds = 86400,
                Dpd = new Dpd { Timeout = 15, Interval = 30, Msg = "seq-hash-notify" },
            },
            Ipsec = new IpsecPolicy
            {
                AuthenticationAlgorithm = "sm3",
                EncryptionAlgorithm = "sm4",
                TransformProtocol = "esp",
                LifetimeSeconds = 3600,
                EncapsulationMode = "tunnel",
            },
        },
    };

    public static PeerSide Static => new()
    {
        ConnectionId = "0197a1c2-5d3e-7a44-8b11-98c5af00012c",
        ConnectionName = "vpn-b2cb",
        Style = "static",
        GatewayAddress = IPAddress.Parse("198.51.100.134"),
        CustomerAddress = IPAddress.Parse("203.0.113.164"),
        GatewaySubnets = Blocks("192.168.0.0/24", "192.168.1.0/24"),
        CustomerSubnets = Blocks("192.168.44.0/24"),
        GatewayTunnelAddress = IPAddress.Parse("169.254.56.225"),
        CustomerTunnelAddress = IPAddress.Parse("169.254.56.226"),
        GatewayAsn = 64512,
        CustomerAsn = 65000,
        Ike = Ike(),
        Ipsec = Ipsec(),
    };

    public static PeerSide Policy => Static with
    {
        Style = "policy",
        Rules = [Rule("192.168.0.0/24", "192.168.44.0/25", "192.168.44.128/25"), Rule("192.168.1.0/24", "192.168.44.0/24")],
    };

    public static PeerSide Bgp => Static with { Style = "bgp" };

    public static PeerSide PolicyTemplate => Static with
    {
        Style = "policy-template",
        CustomerAddress = null,
        Ike = Ike(policy => (policy.DhGroup, policy.PeerIdType, policy.PeerId) = ("group20", "fqdn", "branch-456.example.com")),
    };

    public static IkePolicy Ike(Action<IkePolicy>? change = null)
    {
        var policy = new IkePolicy
        {
            IkeVersion = "v2",
            AuthenticationAlgorithm = "sha2-256",
            EncryptionAlgorithm = "aes-128",
            DhGroup = "group15",
            AuthenticationMethod = "pre-share",
            LifetimeSeconds = 86400,
            LocalIdType = "ip",
            LocalId = "198.51.100.134",
            PeerIdType = "ip",
            PeerId = "203.0.113.164",
            Dpd = new Dpd { Timeout = 15, Interval = 30, Msg = "seq-hash-notify" },
        };
        change?.Invoke(policy);
        return policy;
    }

    public static IpsecPolicy Ipsec(Action<IpsecPolicy>? change = null)
    {
        var policy = new IpsecPolicy
        {
            AuthenticationAlgorithm = "sha2-256",
            EncryptionAlgorithm = "aes-128",
            Pfs = "group15",
            TransformProtocol = "esp",
            LifetimeSeconds = 3600,
            EncapsulationMode = "tunnel",
        };
        change?.Invoke(policy);
        return policy;
    }

    /// <summary>The same connection with these two identities of the kind FQDN.</summary>
    public static PeerSide WithIdentities(this PeerSide side, string local, string remote)
    {
        var ike = side.Ike.Clone();
        (ike.LocalIdType, ike.LocalId, ike.PeerIdType, ike.PeerId) = ("fqdn", local, "fqdn", remote);
        return side with { Ike = ike };
    }

    private static PolicyBlocks Rule(string source, params string[] destinations) => new(source.ToNetwork(), Blocks(destinations));

    private static IPNetwork[] Blocks(params string[] texts) => [.. texts.Select(text => text.ToNetwork())];
}
