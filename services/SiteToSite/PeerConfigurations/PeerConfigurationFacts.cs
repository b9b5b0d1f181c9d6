using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>Turns a connection into what the template of a device sees.</summary>
/// <param name="side">The connection.</param>
/// <param name="device">The device.</param>
internal sealed class PeerConfigurationFacts(PeerSide side, PeerDevice device)
{
    private static readonly IPNetwork AllIpv4 = new(IPAddress.Any, 0);
    private static readonly IPNetwork AllIpv6 = new(IPAddress.IPv6Any, 0);

    private readonly List<string> _remarks = [];

    /// <summary>What the device would have to do for this connection and cannot; it cannot connect at all then.</summary>
    public IReadOnlyList<string> Lacks() =>
        device.IkeOf(side.Ike.IkeVersion) is { } ike && device.Ipsec is { } ipsec ? [.. Lacks(ike, ipsec).Distinct()] : [];

    /// <summary>The connection in the words of the device, which lacks nothing.</summary>
    public PeerConfigurationModel ToModel()
    {
        _remarks.Clear();
        return new PeerConfigurationModel
        {
            Device = device,
            Id = side.ConnectionId,
            Name = CommentText.Of(side.ConnectionName),
            Style = side.Style,
            IsRouteBased = side.IsRouteBased,
            IsBgp = side.IsBgp,
            HasDigitalEnvelope = side.HasDigitalEnvelope,
            // The end of an id is random; its beginning is a time, which connections that were created together share.
            Number = int.Parse(side.ConnectionId.AsSpan()[^6..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 1,
            GatewayAddress = GatewayAddress(),
            CustomerAddress = side.CustomerAddress?.ToString(),
            GatewayTunnelAddress = side.GatewayTunnelAddress.ToString(),
            CustomerTunnelAddress = side.CustomerTunnelAddress.ToString(),
            TunnelPrefix = TunnelAddresses.Prefix,
            TunnelMask = new IPAddress(BlockText.Mask(4, TunnelAddresses.Prefix)).ToString(),
            GatewayAsn = side.GatewayAsn.ToString(CultureInfo.InvariantCulture),
            CustomerAsn = CustomerAsn(),
            GatewaySubnets = [.. side.GatewaySubnets.Select(BlockModel.Of)],
            CustomerSubnets = [.. side.CustomerSubnets.Select(BlockModel.Of)],
            Selectors = [.. Selectors().Distinct().Select((pair, index) => new SelectorModel(index + 1, BlockModel.Of(pair.Local), BlockModel.Of(pair.Remote)))],
            Ike = Phase1(),
            Ipsec = Phase2(),
            IkeVersion = side.Ike.IkeVersion == "v1" ? 1 : 2,
            IsAggressive = side.Ike is { IkeVersion: "v1", Phase1NegotiationMode: "aggressive" },
            Dpd = Dpd(),
            Local = Identity("LOCAL-ID", "peer_id", side.Ike.PeerIdType, side.Ike.HasPeerId ? side.Ike.PeerId : null),
            Remote = Identity("REMOTE-ID", "local_id", side.Ike.LocalIdType, side.Ike.HasLocalId ? side.Ike.LocalId : null),
            Remarks = _remarks,
        };
    }

    private IEnumerable<string> Lacks(AlgorithmNames ike, AlgorithmNames ipsec)
    {
        if (side.HasDigitalEnvelope && !device.HasDigitalEnvelope)
        {
            yield return "digital-envelope-v2";
        }
        if (!device.HasIpv6Selectors && Selectors().Any(pair => !side.IsRouteBased && pair.Local.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6))
        {
            yield return "IPv6 selectors between IPv4 gateways";
        }
        foreach (var lack in Lacks($"phase 1 of IKE {CommentText.Of(side.Ike.IkeVersion)}", ike, side.Ike.EncryptionAlgorithm, side.Ike.AuthenticationAlgorithm, side.Ike.DhGroup))
        {
            yield return lack;
        }
        foreach (var lack in Lacks("phase 2", ipsec, side.Ipsec.EncryptionAlgorithm, side.Ipsec.AuthenticationAlgorithm, Pfs ?? ""))
        {
            yield return lack;
        }
    }

    private static IEnumerable<string> Lacks(string phase, AlgorithmNames names, string encryption, string integrity, string group)
    {
        if (!names.Encryption.ContainsKey(encryption))
        {
            yield return $"{CommentText.Of(encryption)} in {phase}";
        }
        if (!names.Integrity.ContainsKey(integrity))
        {
            yield return $"{CommentText.Of(integrity)} in {phase}";
        }
        // With digital envelopes there is none.
        if (group.Length > 0 && !names.Groups.ContainsKey(group))
        {
            yield return $"{CommentText.Of(group)} in {phase}";
        }
    }

    private string? Pfs => side.Ipsec.Pfs is "" or "disable" ? null : side.Ipsec.Pfs;

    private PhaseModel Phase1() => Phase(
        device.IkeOf(side.Ike.IkeVersion),
        side.Ike.EncryptionAlgorithm,
        side.Ike.AuthenticationAlgorithm,
        side.Ike.DhGroup,
        Within(device.IkeLifetime, side.Ike.LifetimeSeconds, "lifetime of the IKE SA"));

    private PhaseModel Phase2() => Phase(
        device.Ipsec,
        side.Ipsec.EncryptionAlgorithm,
        side.Ipsec.AuthenticationAlgorithm,
        Pfs,
        Within(device.IpsecLifetime, side.Ipsec.LifetimeSeconds, "lifetime of the IPsec SA"));

    private static PhaseModel Phase(AlgorithmNames? names, string encryption, string integrity, string? group, long lifetime) => new(
        names?.Encryption.GetValueOrDefault(encryption) ?? "",
        names?.Integrity.GetValueOrDefault(integrity) ?? "",
        group is null ? null : names?.Groups.GetValueOrDefault(group),
        lifetime,
        AlgorithmNames.IsAead(encryption));

    private DpdModel Dpd()
    {
        var dpd = side.Ike.Dpd ?? new();
        return new DpdModel(Within(device.DpdInterval, dpd.Interval, "interval of dead peer detection"), dpd.Timeout, CommentText.Of(dpd.Msg));
    }

    private long Within(Bounds bounds, long seconds, string what)
    {
        var taken = Math.Clamp(seconds, bounds.Least, bounds.Greatest);
        if (taken != seconds)
        {
            _remarks.Add($"The {what} of the connection is {seconds} s; this device takes {bounds.Least} to {bounds.Greatest} s, hence {taken} s here.");
        }
        return taken;
    }

    private string GatewayAddress()
    {
        const string placeholder = "<GATEWAY-ADDRESS>";
        if (side.GatewayAddress is { } address)
        {
            return address.ToString();
        }
        _remarks.Add($"The gateway has no address for the connection at present: put it where {placeholder} stands once it has one.");
        return placeholder;
    }

    private string CustomerAsn()
    {
        const string placeholder = "<BGP-ASN>";
        if (side.CustomerAsn is { } asn)
        {
            return asn.ToString(CultureInfo.InvariantCulture);
        }
        if (side.IsBgp)
        {
            _remarks.Add($"The customer gateway has no bgp_asn: put the number of its autonomous system where {placeholder} stands.");
        }
        return placeholder;
    }

    private IdentityModel Identity(string name, string field, string kind, string? value)
    {
        if (value is null || kind is not ("ip" or "fqdn"))
        {
            return IdentityModel.Any;
        }
        if (kind == "ip" && IPAddress.TryParse(value, out var address))
        {
            return new IdentityModel(kind, address.ToString());
        }
        if (device.Ipsec is null)
        {
            return IdentityModel.Any;
        }
        if (device.Fqdn(value) is { } written)
        {
            return new IdentityModel("fqdn", written);
        }
        _remarks.Add($"The {field} of the connection has characters that this device cannot take: change it, and put it where <{name}> stands.");
        return new IdentityModel("fqdn", device.Fqdn($"<{name}>")!);
    }

    private IEnumerable<(IPNetwork Local, IPNetwork Remote)> Selectors()
    {
        if (side.Style == Styles.Policy)
        {
            return side.Rules.SelectMany(rule => rule.Destinations.Select(destination => (destination, rule.Source)));
        }
        if (!side.IsRouteBased)
        {
            // Behind a gateway at an enterprise router there may be anything.
            IReadOnlyList<IPNetwork> remotes = side.GatewaySubnets.Count > 0 ? side.GatewaySubnets : [AllIpv4, AllIpv6];
            return side.CustomerSubnets.SelectMany(local => remotes.Select(remote => (local, remote)))
                .Where(pair => pair.local.BaseAddress.AddressFamily == pair.remote.BaseAddress.AddressFamily);
        }
        // The tunnel addresses are of IPv4, whatever is behind the gateways.
        var hasIpv6 = side.CustomerSubnets.Concat(side.GatewaySubnets).Any(block => block.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6);
        return hasIpv6 ? [(AllIpv4, AllIpv4), (AllIpv6, AllIpv6)] : [(AllIpv4, AllIpv4)];
    }
}
