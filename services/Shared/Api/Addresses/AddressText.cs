using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace VpnMesh.Shared.Api.Addresses;

/// <summary>
/// Whether a text is an address or an address block as the API writes them. The framework's parsers take more than that:
/// <c>10.0/8</c>, octal and hexadecimal octets, scopes. Texts are only judged, never rewritten: callers get back what they sent.
/// </summary>
public static partial class AddressText
{
    private const string Octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    /// <summary>Whether a text is an IPv4 address: four decimal octets without leading zeros.</summary>
    public static bool IsIpv4(string text) => Ipv4().IsMatch(text);

    /// <summary>
    /// Whether a text is an IPv4 address that a host can have: not one of "this network" (0.0.0.0/8), loopback (127.0.0.0/8), multicast
    /// (224.0.0.0/4) or what is reserved (240.0.0.0/4, the broadcast address included).
    /// </summary>
    public static bool IsIpv4Host(string text) =>
        IsIpv4(text)
        && byte.Parse(text.AsSpan(0, text.IndexOf('.', StringComparison.Ordinal)), CultureInfo.InvariantCulture) is > 0 and not 127 and < 224;

    /// <summary>Whether a text is an IPv4 block, <c>192.168.52.0/24</c>; bits behind the prefix may be set.</summary>
    public static bool IsIpv4Block(string text) => Ipv4Block().IsMatch(text);

    /// <summary>Whether a text is an IPv6 block, <c>16af:cacc:1097::/48</c>; bits behind the prefix may be set.</summary>
    public static bool IsIpv6Block(string text) =>
        Ipv6Block().IsMatch(text)
        && text.Contains(':', StringComparison.Ordinal)
        && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;

    [GeneratedRegex(@"\A(" + Octet + @"\.){3}" + Octet + @"\z")]
    private static partial Regex Ipv4();

    [GeneratedRegex(@"\A(" + Octet + @"\.){3}" + Octet + @"/([0-9]|[12][0-9]|3[0-2])\z")]
    private static partial Regex Ipv4Block();

    [GeneratedRegex(@"\A[0-9A-Fa-f:.]+/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])\z")]
    private static partial Regex Ipv6Block();
}
