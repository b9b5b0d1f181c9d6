using VpnMesh.Protos.Agent.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>Connections as agents are told of them.</summary>
internal static class DesiredConnections
{
    /// <summary>As an agent is told of it; without a spec when its key cannot be opened.</summary>
    public static DesiredConnection ToDesired(this DesiredConnectionRow row, KeyRing keyRing, MonitorInterval monitorInterval)
    {
        var desired = new DesiredConnection { ConnectionId = row.Id, GatewayId = row.VgwId, Slot = (int)row.Slot, Generation = row.Generation };
        if (row.Deleting == 1)
        {
            desired.Removed = true;
            return desired;
        }
        desired.Monitor = Monitor(row, monitorInterval);
        var psk = "";
        if (row.Psk is { } sealedPsk && !keyRing.TryUnseal(sealedPsk, VpnConnectionService.PskPurpose(row.Id), out psk))
        {
            return desired;
        }
        desired.Spec = new ConnectionSpec
        {
            Style = row.Style,
            PeerAddress = row.IdType == CustomerGatewayRules.Ip ? row.IdValue : "",
            PeerSubnets = { row.PeerSubnets.ToStrings(), row.PeerSubnetsV6.ToStrings() },
            TunnelLocalAddress = Styles.IsRouteBased(row.Style) ? row.TunnelLocalAddress : "",
            TunnelPeerAddress = Styles.IsRouteBased(row.Style) ? row.TunnelPeerAddress : "",
            EnableNqa = row.EnableNqa == 1,
            EnableHub = row.EnableHub == 1,
            Rules = { Rules(row.PolicyRules), Rules(row.PolicyRulesV6) },
            Ike = Ike(IkePolicy.Parser.ParseJson(row.Ikepolicy)),
            Ipsec = Ipsec(IpsecPolicy.Parser.ParseJson(row.Ipsecpolicy)),
            Psk = psk,
            PeerAsn = row.BgpAsn ?? 0,
            HaRole = row.HaRole,
            Resets = row.Resets,
            PeerCaCertificate = row.CaCertificate ?? "",
        };
        return desired;
    }

    private static MonitorSpec? Monitor(DesiredConnectionRow row, MonitorInterval interval)
    {
        if (row.ConnectionMonitorId is null)
        {
            return row.ObservedMonitorId is null ? null : new MonitorSpec();
        }
        return new MonitorSpec
        {
            MonitorId = row.ConnectionMonitorId,
            Protocol = "icmp",
            Source = EndPointAddress.Of(row.Eip, row.PrivateAddress),
            Destination = row.IdType == CustomerGatewayRules.Ip ? row.IdValue : row.PeerAddress ?? "",
            IntervalSeconds = interval.Seconds,
        };
    }

    private static IEnumerable<TrafficRule> Rules(string? column) =>
        column.ToRules().Select(rule => new TrafficRule { Source = rule.Source, Destinations = { rule.Destination } });

    private static IkeSpec Ike(IkePolicy policy) => new()
    {
        Version = policy.IkeVersion,
        Phase1Mode = policy.Phase1NegotiationMode,
        AuthenticationAlgorithm = policy.AuthenticationAlgorithm,
        EncryptionAlgorithm = policy.EncryptionAlgorithm,
        DhGroup = policy.DhGroup,
        AuthenticationMethod = policy.AuthenticationMethod,
        LifetimeSeconds = policy.LifetimeSeconds,
        LocalIdType = policy.LocalIdType,
        LocalId = policy.LocalId,
        PeerIdType = policy.PeerIdType,
        PeerId = policy.PeerId,
        DpdTimeout = policy.Dpd.Timeout,
        DpdInterval = policy.Dpd.Interval,
        DpdMsg = policy.Dpd.Msg,
    };

    private static IpsecSpec Ipsec(IpsecPolicy policy) => new()
    {
        AuthenticationAlgorithm = policy.AuthenticationAlgorithm,
        EncryptionAlgorithm = policy.EncryptionAlgorithm,
        Pfs = policy.Pfs,
        LifetimeSeconds = policy.LifetimeSeconds,
    };
}
