using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>What decides which fields a connection has: its gateway, its customer gateway and its style.</summary>
internal sealed record ConnectionKind(VpnGatewayRow Gateway, CustomerGatewayRow CustomerGateway, string Style)
{
    private const string Gm = "GM";

    /// <summary>Whether the Chinese national algorithms are used, and certificates authenticate.</summary>
    public bool IsGm => Gateway.Flavor == Gm;

    public bool IsIpv6 => Gateway.IpVersion == "ipv6";

    /// <summary>Whether the peer's subnets come from BGP or the policy rules alone.</summary>
    public bool HasNoPeerSubnets => Gateway.AttachmentType == "er" && (Style is Styles.Policy or Styles.Bgp);

    public bool CustomerIsFqdn => CustomerGateway.IdType == CustomerGatewayRules.Fqdn;

    /// <summary>The end point of the gateway that an address stands for, 1 or 2; 0 when it is none of the gateway's.</summary>
    public static long SlotOf(VpnGatewayRow gateway, string vgwIp)
    {
        var (first, second) = gateway.NetworkType == "private"
            ? (gateway.AccessPrivateIp1, gateway.AccessPrivateIp2)
            : (gateway.Eip1.ToEip()?.Id, gateway.Eip2.ToEip()?.Id);
        if (vgwIp.Equals(first, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }
        return vgwIp.Equals(second, StringComparison.OrdinalIgnoreCase) ? 2 : 0;
    }

    /// <summary>The IP address of an end point; empty while it has none.</summary>
    public static string AddressOf(VpnGatewayRow gateway, long slot)
    {
        if (gateway.NetworkType == "private")
        {
            return (slot == 1 ? gateway.AccessPrivateIp1 : gateway.AccessPrivateIp2) ?? "";
        }
        return (slot == 1 ? gateway.Eip1 : gateway.Eip2).ToEip()?.IpAddress ?? "";
    }

    /// <summary>Whether a list of blocks or rules is required or forbidden here.</summary>
    /// <param name="violations">Takes what is found.</param>
    /// <param name="field">JSON path of the list.</param>
    /// <param name="count">Number of its elements.</param>
    /// <param name="isIpv6">Whether the list is that of IPv6.</param>
    /// <param name="isRules">Policy rules; otherwise subnets of the peer.</param>
    public void CheckList(Violations violations, string field, int count, bool isIpv6, bool isRules)
    {
        var unwanted = isRules ? Style != Styles.Policy : HasNoPeerSubnets;
        if (count > 0 && unwanted)
        {
            violations.Add(field, isRules ? "is not allowed when style is not policy" : $"is not allowed when the attachment_type of the gateway is er and style is {Style}");
        }
        violations.Forbidden(field, count > 0 && !unwanted && isIpv6 != IsIpv6, $"the ip_version of the gateway is {Gateway.IpVersion}");
        violations.Required(field, count > 0 || unwanted || isIpv6 != IsIpv6, (isRules ? "style is policy and " : "") + $"the ip_version of the gateway is {Gateway.IpVersion}");
    }
}
