using System.Globalization;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.SiteToSite.CustomerGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>A connection as each operation answers it. The pre-shared key is in none.</summary>
internal static class VpnConnectionAnswers
{
    /// <summary>The answer of UpdateVpnConnection (contract: UpdateResponseVpnConnection): without status.</summary>
    public static VpnConnection Updated(VpnConnectionRow connection)
    {
        var answer = new VpnConnection
        {
            Id = connection.Id,
            Name = connection.Name,
            VgwId = connection.VgwId,
            VgwIp = connection.VgwIp,
            Style = connection.Style.ToUpperInvariant(),
            CgwId = connection.CgwId,
            PeerSubnets = { connection.PeerSubnets.ToStrings() },
            PeerSubnetsV6 = { connection.PeerSubnetsV6.ToStrings() },
            TunnelLocalAddress = connection.TunnelLocalAddress,
            TunnelPeerAddress = connection.TunnelPeerAddress,
            PolicyRules = { connection.PolicyRules.ToRules() },
            PolicyRulesV6 = { connection.PolicyRulesV6.ToRules() },
            Ikepolicy = connection.Ike(),
            Ipsecpolicy = connection.Ipsec(),
            CreatedAt = connection.CreatedAt.ToWireTime(),
            UpdatedAt = connection.UpdatedAt.ToWireTime(),
            EnterpriseProjectId = connection.EnterpriseProjectId,
            HaRole = connection.HaRole,
            Tags = { connection.Tags.ToTags() },
        };
        if (connection.Style == Styles.Static)
        {
            answer.EnableNqa = connection.EnableNqa == 1;
        }
        if (connection.Style == Styles.Bgp)
        {
            answer.EnableHub = connection.EnableHub == 1;
        }
        if (connection.ConnectionMonitorId is { } monitorId)
        {
            answer.ConnectionMonitorId = monitorId;
        }
        return answer;
    }

    /// <summary>The answer of both creations (contract: CreateResponseVpnConnection).</summary>
    public static VpnConnection Created(VpnConnectionRow connection, NewVpnConnection wanted)
    {
        var answer = Updated(connection);
        if (wanted.HasEnableHealthCheck)
        {
            answer.EnableHealthCheck = wanted.EnableHealthCheck;
        }
        return answer;
    }

    /// <summary>A connection in a list (contract: ResponseVpnConnection).</summary>
    public static VpnConnection Listed(VpnConnectionRow connection)
    {
        var answer = Updated(connection);
        answer.Status = connection.Status();
        return answer;
    }

    /// <summary>A connection read by id: with the state of its BGP peer.</summary>
    public static VpnConnection Shown(VpnConnectionRow connection, CustomerGatewayRow? customerGateway, long nowMs)
    {
        var answer = Listed(connection);
        if (connection.Style == Styles.Bgp)
        {
            answer.BgpPeer = Peer(connection, customerGateway, nowMs);
        }
        return answer;
    }

    private static BgpPeer Peer(VpnConnectionRow connection, CustomerGatewayRow? customerGateway, long nowMs)
    {
        var peer = new BgpPeer { PeerIpAddress = TunnelAddresses.WithoutMask(connection.TunnelPeerAddress) };
        if (customerGateway?.BgpAsn is { } asn)
        {
            peer.PeerAsn = asn;
        }
        if (connection.ObservedPeer() is { } observed)
        {
            peer.State = observed.State;
            peer.StateDuration = Duration(nowMs - observed.SinceMs);
            peer.NumReceivedRoutes = observed.ReceivedRoutes;
            peer.NumMessageReceived = observed.MessagesReceived;
            peer.NumMessageSent = observed.MessagesSent;
        }
        return peer;
    }

    private static string Duration(long milliseconds)
    {
        var span = TimeSpan.FromMilliseconds(Math.Max(milliseconds, 0));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d{span.Hours:00}h{span.Minutes:00}m{span.Seconds:00}s");
    }
}
