using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>What a request to create a connection must be like by itself (contract: CreateVpnConnectionRequestBodyContent).</summary>
internal static class NewVpnConnectionRules
{
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(string root, NewVpnConnection? connection)
    {
        var violations = new Violations();
        if (connection is null)
        {
            violations.Add(root, "is required");
            violations.ThrowIfAny();
            return;
        }
        violations.Name($"{root}.name", connection.HasName ? connection.Name : null);
        Id(violations, $"{root}.vgw_id", connection.HasVgwId ? connection.VgwId : null);
        Given(violations, $"{root}.vgw_ip", connection.HasVgwIp);
        violations.VgwIp($"{root}.vgw_ip", connection.HasVgwIp ? connection.VgwIp : null);
        violations.OneOf($"{root}.style", connection.HasStyle ? connection.Style : null, Styles.All);
        Id(violations, $"{root}.cgw_id", connection.HasCgwId ? connection.CgwId : null);
        violations.PeerSubnets($"{root}.peer_subnets", connection.PeerSubnets);
        violations.Ipv6Blocks($"{root}.peer_subnets_v6", connection.PeerSubnetsV6);
        violations.TunnelAddress($"{root}.tunnel_local_address", connection.HasTunnelLocalAddress ? connection.TunnelLocalAddress : null);
        violations.TunnelAddress($"{root}.tunnel_peer_address", connection.HasTunnelPeerAddress ? connection.TunnelPeerAddress : null);
        violations.Psk($"{root}.psk", connection.HasPsk ? connection.Psk : null);
        violations.PolicyRules($"{root}.policy_rules", connection.PolicyRules);
        violations.PolicyRules($"{root}.policy_rules_v6", connection.PolicyRulesV6);
        violations.Ike($"{root}.ikepolicy", connection.Ikepolicy, "ip", "fqdn");
        violations.Ipsec($"{root}.ipsecpolicy", connection.Ipsecpolicy);
        violations.OneOf($"{root}.ha_role", connection.HasHaRole ? connection.HaRole : null, HaRoles.Master, HaRoles.Slave);
        violations.Tags($"{root}.tags", connection.Tags);
        violations.ThrowIfAny();
    }

    private static void Id(Violations violations, string field, string? value)
    {
        Given(violations, field, value is not null);
        violations.Uuid(field, value);
    }

    private static void Given(Violations violations, string field, bool given)
    {
        if (!given)
        {
            violations.Add(field, "is required");
        }
    }
}

/// <summary>Roles of a connection on an active-standby gateway.</summary>
internal static class HaRoles
{
    public const string Master = "master";
    public const string Slave = "slave";
}
