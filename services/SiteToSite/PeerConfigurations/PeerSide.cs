using System.Net;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>A connection as the device at its far end has to know it. There "local" is the customer gateway, "remote" our gateway.</summary>
internal sealed record PeerSide
{
    /// <summary>Id of the connection, a UUID.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>Name of the connection, as its owner wrote it.</summary>
    public required string ConnectionName { get; init; }

    /// <summary>One of <see cref="Styles"/>.</summary>
    public required string Style { get; init; }

    /// <summary>IPv4 address of our gateway that the connection uses; null while it has none.</summary>
    public required IPAddress? GatewayAddress { get; init; }

    /// <summary>IPv4 address of the customer gateway; null when it has none that is fixed.</summary>
    public IPAddress? CustomerAddress { get; init; }

    /// <summary>Blocks behind our gateway; empty when an enterprise router knows them.</summary>
    public IReadOnlyList<IPNetwork> GatewaySubnets { get; init; } = [];

    /// <summary>Blocks behind the customer gateway; may be empty in the styles <c>bgp</c> and <c>policy</c>.</summary>
    public IReadOnlyList<IPNetwork> CustomerSubnets { get; init; } = [];

    /// <summary>What the rules of the style <c>policy</c> let through; empty in the other styles.</summary>
    public IReadOnlyList<PolicyBlocks> Rules { get; init; } = [];

    /// <summary>Address of our gateway inside the tunnel.</summary>
    public required IPAddress GatewayTunnelAddress { get; init; }

    /// <summary>Address of the customer gateway inside the tunnel, of the same block as that of our gateway.</summary>
    public required IPAddress CustomerTunnelAddress { get; init; }

    /// <summary>Autonomous system of our gateway.</summary>
    public required long GatewayAsn { get; init; }

    /// <summary>Autonomous system of the customer gateway; null when it is not known.</summary>
    public long? CustomerAsn { get; init; }

    /// <summary>Parameters of phase 1, seen from our gateway: its <c>local_id</c> is that of our gateway.</summary>
    public required IkePolicy Ike { get; init; }

    /// <summary>Parameters of phase 2.</summary>
    public required IpsecPolicy Ipsec { get; init; }

    /// <summary>Whether what goes through the tunnel is chosen by routes, not by selectors.</summary>
    public bool IsRouteBased => Styles.IsRouteBased(Style);

    /// <summary>Whether the routes are learned over BGP.</summary>
    public bool IsBgp => Style == Styles.Bgp;

    /// <summary>Whether certificates in digital envelopes authenticate the two sides, not a pre-shared key.</summary>
    public bool HasDigitalEnvelope => Ike.AuthenticationMethod == "digital-envelope-v2";
}

/// <summary>What one policy rule lets through.</summary>
/// <param name="Source">Block behind our gateway.</param>
/// <param name="Destinations">Blocks behind the customer gateway.</param>
internal sealed record PolicyBlocks(IPNetwork Source, IReadOnlyList<IPNetwork> Destinations);
