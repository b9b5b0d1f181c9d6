using System.Net;
using System.Net.Sockets;

namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>
/// What a template sees, under the names of these members in snake case. Every text in it is already in the form of the device: a
/// template only has to put it in its place.
/// </summary>
internal sealed record PeerConfigurationModel
{
    public required PeerDevice Device { get; init; }
    public required string Id { get; init; }

    /// <summary>Name of the connection, fit for a comment.</summary>
    public required string Name { get; init; }
    public required string Style { get; init; }
    public required bool IsRouteBased { get; init; }
    public required bool IsBgp { get; init; }
    public required bool HasDigitalEnvelope { get; init; }

    /// <summary>Number that tells the objects of this connection from those of another on the same device, from 1 to 16777216.</summary>
    public required long Number { get; init; }
    public required string GatewayAddress { get; init; }
    public required string? CustomerAddress { get; init; }
    public required string GatewayTunnelAddress { get; init; }
    public required string CustomerTunnelAddress { get; init; }
    public required int TunnelPrefix { get; init; }
    public required string TunnelMask { get; init; }
    public required string GatewayAsn { get; init; }
    public required string CustomerAsn { get; init; }
    public required IReadOnlyList<BlockModel> GatewaySubnets { get; init; }
    public required IReadOnlyList<BlockModel> CustomerSubnets { get; init; }

    /// <summary>A pair of blocks for each IPsec SA: everything in the route-based styles, each allowed pair in the others.</summary>
    public required IReadOnlyList<SelectorModel> Selectors { get; init; }
    public required PhaseModel Ike { get; init; }
    public required PhaseModel Ipsec { get; init; }

    /// <summary>1 or 2.</summary>
    public required int IkeVersion { get; init; }
    public required bool IsAggressive { get; init; }
    public required DpdModel Dpd { get; init; }
    public required IdentityModel Local { get; init; }
    public required IdentityModel Remote { get; init; }

    /// <summary>What the reader has to know or to do.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}

/// <summary>An address block in the forms that devices have for it.</summary>
internal sealed record BlockModel(string Text, string Address, string Mask, string Wildcard, bool IsIpv6)
{
    public static BlockModel Of(IPNetwork block)
    {
        var mask = BlockText.Mask(block.BaseAddress.GetAddressBytes().Length, block.PrefixLength);
        return new BlockModel(
            block.ToString(),
            block.BaseAddress.ToString(),
            new IPAddress(mask).ToString(),
            new IPAddress([.. mask.Select(bits => (byte)~bits)]).ToString(),
            block.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6);
    }
}

/// <summary>A pair of blocks between which traffic is encrypted.</summary>
/// <param name="Index">From 1.</param>
/// <param name="Local">Block behind the customer gateway.</param>
/// <param name="Remote">Block behind our gateway.</param>
internal sealed record SelectorModel(int Index, BlockModel Local, BlockModel Remote);

/// <summary>The algorithms of one phase under the device's names.</summary>
/// <param name="Encryption">Encryption algorithm.</param>
/// <param name="Integrity">Authentication algorithm, which with AEAD only derives the keys of phase 1.</param>
/// <param name="Group">Diffie-Hellman group; null in phase 2 without perfect forward secrecy.</param>
/// <param name="Lifetime">Seconds.</param>
/// <param name="IsAead">Whether the encryption authenticates as well.</param>
internal sealed record PhaseModel(string Encryption, string Integrity, string? Group, long Lifetime, bool IsAead)
{
    /// <summary>Seconds after which the device itself asks for new keys, so that both are there when the old ones end.</summary>
    public long Rekey => Lifetime * 9 / 10;
}

/// <summary>Dead peer detection; times in seconds.</summary>
/// <param name="Interval">Idle time before the first message.</param>
/// <param name="Timeout">Time between repetitions.</param>
/// <param name="Message">Order of the payloads of a message.</param>
internal sealed record DpdModel(long Interval, long Timeout, string Message)
{
    // As many as devices repeat a message of their own.
    private const int Repetitions = 5;

    /// <summary>Silence after which the peer is dead, for devices that have only this one time.</summary>
    public long GiveUp => Interval + (Repetitions * Timeout);
}

/// <summary>An identity in phase 1.</summary>
/// <param name="Kind"><c>ip</c>, <c>fqdn</c>, or <c>any</c> when none is fixed.</param>
/// <param name="Value">The value in the syntax of the device; empty when none is fixed.</param>
internal sealed record IdentityModel(string Kind, string Value)
{
    public static readonly IdentityModel Any = new("any", "");
}
