using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.CustomerGateways;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>A gateway in service and a customer gateway, between which connections are created.</summary>
internal sealed record Site(CallerContext Caller, VpnGateway Gateway, CustomerGateway Customer)
{
    /// <summary>An address of the gateway as connections name it.</summary>
    public string Address(int slot) => Gateway.NetworkType == "private"
        ? (slot == 1 ? Gateway.AccessPrivateIp1 : Gateway.AccessPrivateIp2)
        : (slot == 1 ? Gateway.Eip1 : Gateway.Eip2).Id;

    /// <summary>A request that is accepted, with what this gateway and style require and nothing else.</summary>
    public NewVpnConnection New(string style = "static", int slot = 1)
    {
        var wanted = new NewVpnConnection { VgwId = Gateway.Id, VgwIp = Address(slot), CgwId = Customer.Id };
        if (style != "static")
        {
            wanted.Style = style;
        }
        if (Gateway.Flavor != "GM")
        {
            wanted.Psk = ConnectionExamples.Psk;
        }
        if (Gateway.HaMode == "active-standby" && slot == 2)
        {
            wanted.HaRole = "slave";
        }
        var isIpv6 = Gateway.IpVersion == "ipv6";
        if (Gateway.AttachmentType != "er" || style is not ("policy" or "bgp"))
        {
            (isIpv6 ? wanted.PeerSubnetsV6 : wanted.PeerSubnets).Add(isIpv6 ? "FD00:1::1/64" : "192.168.44.7/24");
        }
        if (style == "policy")
        {
            (isIpv6 ? wanted.PolicyRulesV6 : wanted.PolicyRules).Add(isIpv6
                ? new PolicyRule { Source = "fd00:2::/64", Destination = { "fd00:3::/64" } }
                : new PolicyRule { Source = "10.0.0.0/24", Destination = { "192.168.0.0/24" } });
        }
        return wanted;
    }
}

/// <summary>Gateways of every kind that makes a difference to connections.</summary>
internal static class ConnectionExamples
{
    public const string Psk = "Abcd-1234-efgh";

    private static readonly Dictionary<string, Func<NewVpnGateway>> Gateways = new()
    {
        ["public"] = Examples.Public,
        ["standby"] = () => With(Examples.Public(), gateway => gateway.HaMode = "active-standby"),
        ["private"] = Examples.Private,
        ["er"] = Examples.Er,
        ["ipv6"] = Examples.V6,
        ["nonfixed"] = Examples.NonFixedIp,
        ["gm"] = Examples.Public,
    };

    public static IEnumerable<string> Kinds => Gateways.Keys;

    /// <summary>The styles that a kind of gateway can have.</summary>
    public static string[] StylesOf(string kind) =>
        kind == "nonfixed" ? ["static", "policy", "bgp", "policy-template"] : ["static", "policy", "bgp"];

    /// <summary>Creates a gateway of a kind, reports it in service, and creates a customer gateway.</summary>
    /// <param name="system">Where.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="isFqdn">Whether the customer gateway has a name and no address.</param>
    /// <param name="enterpriseProjectId">That of the gateway.</param>
    public static async Task<Site> SiteAsync(this TestSystem system, string kind = "public", bool isFqdn = false, string enterpriseProjectId = "0")
    {
        var caller = TestSystem.User(TestSystem.NewProject());
        var gateway = await system.CreateActiveAsync(caller, With(Gateways[kind](), wanted => wanted.EnterpriseProjectId = enterpriseProjectId));
        if (kind == "gm")
        {
            await system.ExecuteAsync("UPDATE vpn_gateway SET flavor = 'GM', certificate_id = @certificate WHERE id = @Id", new { gateway.Id, certificate = Examples.Id() });
        }
        return new Site(caller, await system.ShowAsync(caller, gateway.Id), await system.CustomerAsync(caller, isFqdn, kind == "gm"));
    }

    /// <summary>Creates a customer gateway.</summary>
    public static Task<CustomerGateway> CustomerAsync(
        this TestSystem system, CallerContext caller, bool isFqdn = false, bool hasCertificate = false, string address = "203.0.113.164")
    {
        var wanted = hasCertificate ? CustomerGatewayActions.With(TestCertificates.Sm2()) : CustomerGatewayActions.Example();
        (wanted.IdType, wanted.IdValue) = isFqdn ? ("fqdn", "branch.example.com") : ("ip", address);
        return system.CreateAsync(caller, wanted);
    }

    public static StringList Strings(params string[] items) => new() { Items = { items } };

    public static PolicyRule Rule(string source, params string[] destinations) => new() { Source = source, Destination = { destinations } };

    private static NewVpnGateway With(NewVpnGateway gateway, Action<NewVpnGateway> vary)
    {
        vary(gateway);
        return gateway;
    }
}
