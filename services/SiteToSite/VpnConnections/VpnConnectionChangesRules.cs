using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>What a request to change a connection must be like (contract: UpdateVpnConnectionRequestBodyContent).</summary>
internal static class VpnConnectionChangesRules
{
    private const string Root = "vpn_connection";

    /// <summary>The rules of form.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static void Check(string id, VpnConnectionChanges? changes)
    {
        var violations = new Violations();
        violations.Uuid("vpn_connection_id", id);
        if (changes is null)
        {
            violations.Add(Root, "is required");
            violations.ThrowIfAny();
            return;
        }
        CheckFixed(violations, changes);
        violations.Name($"{Root}.name", changes.HasName ? changes.Name : null);
        violations.Uuid($"{Root}.cgw_id", changes.HasCgwId ? changes.CgwId : null);
        violations.PeerSubnets($"{Root}.peer_subnets", changes.PeerSubnets?.Items ?? []);
        violations.Ipv6Blocks($"{Root}.peer_subnets_v6", changes.PeerSubnetsV6?.Items ?? []);
        violations.TunnelAddress($"{Root}.tunnel_local_address", changes.HasTunnelLocalAddress ? changes.TunnelLocalAddress : null);
        violations.TunnelAddress($"{Root}.tunnel_peer_address", changes.HasTunnelPeerAddress ? changes.TunnelPeerAddress : null);
        violations.Psk($"{Root}.psk", changes.HasPsk ? changes.Psk : null);
        violations.PolicyRules($"{Root}.policy_rules", changes.PolicyRules?.Items ?? []);
        violations.PolicyRules($"{Root}.policy_rules_v6", changes.PolicyRulesV6?.Items ?? []);
        violations.Ike($"{Root}.ikepolicy", changes.Ikepolicy, "ip", "fqdn", "any");
        violations.Ipsec($"{Root}.ipsecpolicy", changes.Ipsecpolicy);
        violations.ThrowIfAny();
    }

    /// <summary>Fields that cannot be changed may only be sent with their present value.</summary>
    public static void CheckUnchanged(Violations violations, VpnConnectionRow connection, VpnConnectionChanges changes)
    {
        Same(violations, "id", changes.HasId ? changes.Id : null, connection.Id, StringComparison.OrdinalIgnoreCase);
        Same(violations, "vgw_id", changes.HasVgwId ? changes.VgwId : null, connection.VgwId, StringComparison.OrdinalIgnoreCase);
        Same(violations, "vgw_ip", changes.HasVgwIp ? changes.VgwIp : null, connection.VgwIp, StringComparison.OrdinalIgnoreCase);
        Same(violations, "style", changes.HasStyle ? changes.Style : null, connection.Style, StringComparison.OrdinalIgnoreCase);
        Same(violations, "ha_role", changes.HasHaRole ? changes.HaRole : null, connection.HaRole, StringComparison.Ordinal);
        Same(
            violations,
            "enterprise_project_id",
            changes.HasEnterpriseProjectId ? changes.EnterpriseProjectId : null,
            connection.EnterpriseProjectId,
            StringComparison.OrdinalIgnoreCase);
    }

    private static void CheckFixed(Violations violations, VpnConnectionChanges changes)
    {
        violations.Uuid($"{Root}.id", changes.HasId ? changes.Id : null);
        violations.Uuid($"{Root}.vgw_id", changes.HasVgwId ? changes.VgwId : null);
        violations.VgwIp($"{Root}.vgw_ip", changes.HasVgwIp ? changes.VgwIp : null);
        violations.OneOf($"{Root}.style", changes.HasStyle ? changes.Style.ToLowerInvariant() : null, [.. Styles.All]);
        violations.OneOf($"{Root}.ha_role", changes.HasHaRole ? changes.HaRole : null, HaRoles.Master, HaRoles.Slave);
        if (changes.HasEnterpriseProjectId)
        {
            violations.EnterpriseProject($"{Root}.enterprise_project_id", changes.EnterpriseProjectId.ToLowerInvariant());
        }
    }

    private static void Same(Violations violations, string field, string? sent, string present, StringComparison comparison)
    {
        if (sent is not null && !sent.Equals(present, comparison))
        {
            violations.Add($"{Root}.{field}", "cannot be changed");
        }
    }
}
