using System.Globalization;
using System.Net;

namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>Blocks as callers wrote them, which may have bits behind the prefix that devices refuse.</summary>
internal static class BlockText
{
    /// <summary>The block that an address with a prefix is of: <c>192.168.5.9/24</c> is of <c>192.168.5.0/24</c>.</summary>
    /// <param name="text">A text that passed the rules of form.</param>
    public static IPNetwork ToNetwork(this string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var bytes = IPAddress.Parse(text.AsSpan(0, slash)).GetAddressBytes();
        var prefix = int.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture);
        foreach (var (index, mask) in Mask(bytes.Length, prefix).Index())
        {
            bytes[index] &= mask;
        }
        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    /// <summary>The bits of a prefix as bytes.</summary>
    /// <param name="length">Bytes of an address: 4 or 16.</param>
    /// <param name="prefix">Length of the prefix in bits.</param>
    public static byte[] Mask(int length, int prefix) =>
        [.. Enumerable.Range(0, length).Select(index => (byte)(0xff00 >> Math.Clamp(prefix - (8 * index), 0, 8)))];
}
