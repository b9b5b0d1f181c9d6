using System.Text.Json;
using Google.Protobuf.Collections;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>What becomes of a connection by a change.</summary>
/// <param name="before">The connection so far.</param>
/// <param name="changes">What was sent, which is well formed.</param>
/// <param name="kind">Gateway, customer gateway as it is to be, and style.</param>
internal sealed class VpnConnectionChange(VpnConnectionRow before, VpnConnectionChanges changes, ConnectionKind kind)
{
    private const string Root = "vpn_connection";

    /// <summary>The connection with its new values, but for the pre-shared key.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>: a rule that depends on what the connection is is broken.</exception>
    public VpnConnectionRow Apply()
    {
        var ike = IkePolicies.Merge(
            new IkePolicies(before.Ike(), before.FilledIn.ToStrings().ToHashSet(StringComparer.Ordinal)),
            changes.Ikepolicy,
            kind,
            ConnectionKind.AddressOf(kind.Gateway, before.Slot));
        Check(ike);
        return before with
        {
            Name = changes.HasName ? changes.Name : before.Name,
            CgwId = kind.CustomerGateway.Id,
            // Another peer has not called yet.
            PeerAddress = kind.CustomerGateway.Id == before.CgwId ? before.PeerAddress : null,
            PeerSubnets = Replaced(changes.PeerSubnets)?.ToBlocks() ?? before.PeerSubnets,
            PeerSubnetsV6 = Replaced(changes.PeerSubnetsV6)?.ToBlocks() ?? before.PeerSubnetsV6,
            PolicyRules = Replaced(changes.PolicyRules)?.ToColumn() ?? before.PolicyRules,
            PolicyRulesV6 = Replaced(changes.PolicyRulesV6)?.ToColumn() ?? before.PolicyRulesV6,
            TunnelLocalAddress = LocalAddress,
            TunnelPeerAddress = PeerAddress,
            EnableNqa = changes.HasEnableNqa && before.Style == Styles.Static ? Flag(changes.EnableNqa) : before.EnableNqa,
            EnableHub = changes.HasEnableHub ? Flag(changes.EnableHub) : before.EnableHub,
            Ikepolicy = ike.Policy.ToColumn()!,
            Ipsecpolicy = IpsecPolicies.Merge(before.Ipsec(), changes.Ipsecpolicy, kind).ToColumn()!,
            FilledIn = JsonSerializer.Serialize(ike.FilledIn.Order(StringComparer.Ordinal)),
        };
    }

    private string LocalAddress => changes.HasTunnelLocalAddress ? changes.TunnelLocalAddress : before.TunnelLocalAddress;

    private string PeerAddress => changes.HasTunnelPeerAddress ? changes.TunnelPeerAddress : before.TunnelPeerAddress;

    // An empty list that is allowed changes nothing: there is none to empty then.
    private static RepeatedField<string>? Replaced(StringList? list) => list?.Items.Count > 0 ? list.Items : null;

    private static PolicyRule[]? Replaced(PolicyRuleList? list) => list?.Items.Count > 0 ? RuleLists.Numbered(list.Items) : null;

    private static long Flag(bool value) => value ? 1 : 0;

    private void Check(IkePolicies ike)
    {
        var violations = new Violations();
        VpnConnectionChangesRules.CheckUnchanged(violations, before, changes);
        CheckList(violations, "peer_subnets", changes.PeerSubnets?.Items.Count, isIpv6: false, isRules: false);
        CheckList(violations, "peer_subnets_v6", changes.PeerSubnetsV6?.Items.Count, isIpv6: true, isRules: false);
        CheckTunnel(violations);
        violations.Forbid($"{Root}.enable_nqa", changes.EnableNqa && before.Style != Styles.Static, "true", "the style of the connection is not static");
        violations.Forbidden($"{Root}.enable_hub", changes.HasEnableHub && before.Style != Styles.Bgp, "the style of the connection is not bgp");
        violations.Forbidden($"{Root}.psk", changes.HasPsk && kind.IsGm, "the flavor of the gateway is GM");
        CheckList(violations, "policy_rules", changes.PolicyRules?.Items.Count, isIpv6: false, isRules: true);
        CheckList(violations, "policy_rules_v6", changes.PolicyRulesV6?.Items.Count, isIpv6: true, isRules: true);
        RuleLists.Check(violations, $"{Root}.policy_rules", changes.PolicyRules?.Items ?? [], isIpv6: false);
        RuleLists.Check(violations, $"{Root}.policy_rules_v6", changes.PolicyRulesV6?.Items ?? [], isIpv6: true);
        ike.Check(violations, $"{Root}.ikepolicy", changes.Ikepolicy, kind, isNew: false);
        IpsecPolicies.Check(violations, $"{Root}.ipsecpolicy", changes.Ipsecpolicy, kind);
        CheckCertificate(violations);
        violations.ThrowIfAny();
    }

    private void CheckList(Violations violations, string field, int? count, bool isIpv6, bool isRules)
    {
        if (count is { } sent)
        {
            kind.CheckList(violations, $"{Root}.{field}", sent, isIpv6, isRules);
        }
    }

    private void CheckTunnel(Violations violations)
    {
        if ((changes.HasTunnelLocalAddress || changes.HasTunnelPeerAddress)
            && Styles.IsRouteBased(before.Style)
            && !TunnelAddresses.ArePair(LocalAddress, PeerAddress))
        {
            violations.Add($"{Root}.tunnel_peer_address", "must be in one /30 with tunnel_local_address, and differ from it");
        }
    }

    private void CheckCertificate(Violations violations)
    {
        if (kind.IsGm && kind.CustomerGateway.CaCertificateId is null)
        {
            violations.Add($"{Root}.cgw_id", "must name a customer gateway whose certificate has been imported when the flavor of the gateway is GM");
        }
    }
}
