using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>A connection as the loopback backend has it.</summary>
internal sealed class LoopbackTunnel
{
    public required string ConnectionId { get; init; }
    public required string GatewayId { get; init; }
    public required int Slot { get; init; }
    public required long Generation { get; init; }

    /// <summary>Its spec without the pre-shared key.</summary>
    public required ConnectionSpec Spec { get; init; }

    /// <summary>Security associations; none while the tunnel is down.</summary>
    public List<SecurityAssociation> Associations { get; init; } = [];

    public List<ObservedRoute> Learnt { get; init; } = [];

    /// <summary>Since when the tunnel is up or down, in Unix milliseconds.</summary>
    public long SinceMs { get; set; }

    /// <summary>From where a peer without a fixed address has called; empty while it has not.</summary>
    public string CalledFrom { get; set; } = "";

    public bool IsUp => Associations.Count > 0;

    /// <summary>The pairs of blocks that are negotiated when the peer is there.</summary>
    public IEnumerable<(string Source, string Destination)> Pairs() => Spec.Rules.Count == 0
        ? [("0.0.0.0/0", "0.0.0.0/0")]
        : Spec.Rules.SelectMany(rule => rule.Destinations, (rule, destination) => (rule.Source, destination));

    public ObservedConnection Observed(string? failure)
    {
        var observed = new ObservedConnection
        {
            ConnectionId = ConnectionId,
            Generation = Generation,
            State = failure is null ? ObservedState.Applied : ObservedState.Failed,
            Reason = failure ?? "",
            Up = IsUp,
            PeerAddress = CalledFrom,
        };
        if (Spec.Style == "bgp")
        {
            observed.BgpPeer = new ObservedBgpPeer
            {
                PeerIpAddress = Spec.TunnelPeerAddress.Split('/')[0],
                PeerAsn = Spec.PeerAsn,
                State = IsUp ? "established" : "idle",
                SinceMs = SinceMs,
                ReceivedRoutes = IsUp ? Learnt.Count : 0,
            };
        }
        return observed;
    }

    /// <summary>Routes that lead through the tunnel while it is up.</summary>
    public IEnumerable<ObservedRoute> Routes()
    {
        if (!IsUp)
        {
            return [];
        }
        var subnets = Spec.Style == "static" ? Spec.PeerSubnets : [];
        return subnets.Select(subnet => new ObservedRoute
        {
            Destination = subnet,
            NextHop = Spec.TunnelPeerAddress.Split('/')[0],
            InterfaceAddress = Spec.TunnelLocalAddress.Split('/')[0],
            Source = RouteSource.Static,
            ConnectionId = ConnectionId,
        }).Concat(Learnt);
    }
}
