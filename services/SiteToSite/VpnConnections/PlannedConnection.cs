using System.Security.Cryptography;
using System.Text.Json;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>A connection that is asked for, with what of it is decided before its gateway is known.</summary>
/// <param name="Root">JSON path of the element.</param>
/// <param name="Wanted">The element, which is well formed.</param>
/// <param name="Id">Id of the new connection.</param>
/// <param name="Psk">The sealed pre-shared key; null when none was sent.</param>
/// <param name="Name">Name, given or generated.</param>
internal sealed record PlannedConnection(string Root, NewVpnConnection Wanted, string Id, string? Psk, string Name)
{
    public string VgwId => Wanted.VgwId.ToLowerInvariant();

    public string CgwId => Wanted.CgwId.ToLowerInvariant();

    public static string GeneratedName() => "vpn-" + RandomNumberGenerator.GetHexString(4, lowercase: true);

    /// <summary>
    /// The row, with every default filled in but free tunnel addresses: those are empty when none were sent.
    /// </summary>
    /// <param name="gateway">Its gateway.</param>
    /// <param name="customerGateway">Its customer gateway.</param>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="nowMs">Time of creation.</param>
    /// <exception cref="DomainException"><c>VPN.0001</c>: a rule that depends on the two is broken.</exception>
    public VpnConnectionRow ToRow(VpnGatewayRow gateway, CustomerGatewayRow customerGateway, CallerContext caller, long nowMs)
    {
        var kind = new ConnectionKind(gateway, customerGateway, Wanted.HasStyle ? Wanted.Style : Styles.Static);
        var slot = ConnectionKind.SlotOf(gateway, Wanted.VgwIp);
        var ike = IkePolicies.Merge(null, Wanted.Ikepolicy, kind, ConnectionKind.AddressOf(gateway, slot));
        Check(kind, slot, ike);
        var (local, peer) = Tunnel();
        return new VpnConnectionRow
        {
            Id = Id,
            ProjectId = caller.ProjectId,
            EnterpriseProjectId = gateway.EnterpriseProjectId,
            Name = Name,
            VgwId = gateway.Id,
            Slot = slot,
            VgwIp = Wanted.VgwIp,
            CgwId = customerGateway.Id,
            Style = kind.Style,
            HaRole = IsStandby(gateway, slot) ? HaRoles.Slave : HaRoles.Master,
            PeerSubnets = Wanted.PeerSubnets.ToBlocks(),
            PeerSubnetsV6 = Wanted.PeerSubnetsV6.ToBlocks(),
            PolicyRules = RuleLists.Numbered(Wanted.PolicyRules).ToColumn(),
            PolicyRulesV6 = RuleLists.Numbered(Wanted.PolicyRulesV6).ToColumn(),
            TunnelLocalAddress = local,
            TunnelPeerAddress = peer,
            EnableNqa = Wanted.EnableNqa ? 1 : 0,
            EnableHub = Wanted.EnableHub ? 1 : 0,
            Psk = kind.IsGm ? null : Psk,
            Ikepolicy = ike.Policy.ToColumn()!,
            Ipsecpolicy = IpsecPolicies.Merge(null, Wanted.Ipsecpolicy, kind).ToColumn()!,
            FilledIn = JsonSerializer.Serialize(ike.FilledIn.Order(StringComparer.Ordinal)),
            Tags = Wanted.Tags.ToColumn(),
            CreatedAt = nowMs,
            UpdatedAt = nowMs,
            Generation = 1,
            RequestId = caller.RequestId,
        };
    }

    private static bool IsStandby(VpnGatewayRow gateway, long slot) => gateway.HaMode == "active-standby" && slot == 2;

    private void Check(ConnectionKind kind, long slot, IkePolicies ike)
    {
        var violations = new Violations();
        if (slot == 0)
        {
            violations.Add($"{Root}.vgw_ip", kind.Gateway.NetworkType == "private"
                ? "must be a private access address of the gateway"
                : "must be the id of an EIP of the gateway");
        }
        CheckStyle(violations, kind);
        kind.CheckList(violations, $"{Root}.peer_subnets", Wanted.PeerSubnets.Count, isIpv6: false, isRules: false);
        kind.CheckList(violations, $"{Root}.peer_subnets_v6", Wanted.PeerSubnetsV6.Count, isIpv6: true, isRules: false);
        CheckTunnel(violations, kind);
        violations.Required($"{Root}.psk", kind.IsGm || Wanted.HasPsk, "the flavor of the gateway is not GM");
        kind.CheckList(violations, $"{Root}.policy_rules", Wanted.PolicyRules.Count, isIpv6: false, isRules: true);
        kind.CheckList(violations, $"{Root}.policy_rules_v6", Wanted.PolicyRulesV6.Count, isIpv6: true, isRules: true);
        RuleLists.Check(violations, $"{Root}.policy_rules", Wanted.PolicyRules, isIpv6: false);
        RuleLists.Check(violations, $"{Root}.policy_rules_v6", Wanted.PolicyRulesV6, isIpv6: true);
        ike.Check(violations, $"{Root}.ikepolicy", Wanted.Ikepolicy, kind, isNew: true);
        IpsecPolicies.Check(violations, $"{Root}.ipsecpolicy", Wanted.Ipsecpolicy, kind);
        CheckRole(violations, kind.Gateway, slot);
        CheckCertificates(violations, kind);
        violations.ThrowIfAny();
    }

    private void CheckStyle(Violations violations, ConnectionKind kind)
    {
        violations.Forbid(
            $"{Root}.style",
            kind.Style == Styles.PolicyTemplate && !kind.Gateway.Flavor().NonFixedIp,
            Styles.PolicyTemplate,
            "the flavor of the gateway is neither Professional1-NonFixedIP nor Professional2-NonFixedIP");
        violations.Forbidden($"{Root}.enable_nqa", Wanted.HasEnableNqa && kind.Style != Styles.Static, "style is not static");
        violations.Forbidden($"{Root}.enable_hub", Wanted.HasEnableHub && kind.Style != Styles.Bgp, "style is not bgp");
    }

    private void CheckTunnel(Violations violations, ConnectionKind kind)
    {
        if (!Styles.IsRouteBased(kind.Style))
        {
            return;
        }
        violations.Required($"{Root}.tunnel_local_address", Wanted.HasTunnelLocalAddress || !Wanted.HasTunnelPeerAddress, "tunnel_peer_address is given");
        violations.Required($"{Root}.tunnel_peer_address", Wanted.HasTunnelPeerAddress || !Wanted.HasTunnelLocalAddress, "tunnel_local_address is given");
        if (Wanted.HasTunnelLocalAddress && Wanted.HasTunnelPeerAddress && !TunnelAddresses.ArePair(Wanted.TunnelLocalAddress, Wanted.TunnelPeerAddress))
        {
            violations.Add($"{Root}.tunnel_peer_address", "must be the other host address of the /30 of tunnel_local_address");
        }
    }

    private void CheckRole(Violations violations, VpnGatewayRow gateway, long slot)
    {
        if (gateway.HaMode != "active-standby")
        {
            return;
        }
        var field = $"{Root}.ha_role";
        if (slot == 2 && !Wanted.HasHaRole)
        {
            violations.Add(field, "is required when vgw_ip is the standby address of an active-standby gateway, and must be slave");
        }
        violations.Forbid(field, slot == 2 && Wanted.HaRole == HaRoles.Master, HaRoles.Master, "vgw_ip is the standby address of an active-standby gateway");
        violations.Forbid(field, slot == 1 && Wanted.HaRole == HaRoles.Slave, HaRoles.Slave, "vgw_ip is the active address of an active-standby gateway");
    }

    private void CheckCertificates(Violations violations, ConnectionKind kind)
    {
        if (!kind.IsGm)
        {
            return;
        }
        if (kind.Gateway.CertificateId is null)
        {
            violations.Add($"{Root}.vgw_id", "must name a gateway whose certificate has been imported when its flavor is GM");
        }
        if (kind.CustomerGateway.CaCertificateId is null)
        {
            violations.Add($"{Root}.cgw_id", "must name a customer gateway whose certificate has been imported when the flavor of the gateway is GM");
        }
    }

    // The clear pre-shared key is in what is wanted.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id);
        return true;
    }

    // With a style without tunnel interface one of the two may be missing: nothing depends on it.
    private (string Local, string Peer) Tunnel() => (Wanted.HasTunnelLocalAddress, Wanted.HasTunnelPeerAddress) switch
    {
        (false, false) => ("", ""),
        (true, false) => (Wanted.TunnelLocalAddress, TunnelAddresses.Other(Wanted.TunnelLocalAddress)),
        (false, true) => (TunnelAddresses.Other(Wanted.TunnelPeerAddress), Wanted.TunnelPeerAddress),
        _ => (Wanted.TunnelLocalAddress, Wanted.TunnelPeerAddress),
    };
}
