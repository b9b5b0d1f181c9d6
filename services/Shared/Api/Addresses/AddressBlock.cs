using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VpnMesh.Shared.Api.Addresses;

/// <summary>
/// The addresses that an address block means, whatever its notation: host bits, leading zeros and the case and spelling of IPv6 make
/// no difference.
/// </summary>
/// <param name="IsIpv6">Family: blocks of different families have no address in common.</param>
/// <param name="First">Lowest address.</param>
/// <param name="Last">Highest address.</param>
public readonly record struct AddressBlock(bool IsIpv6, UInt128 First, UInt128 Last)
{
    /// <summary>The block of a text that <see cref="AddressText"/> has judged to be one.</summary>
    /// <param name="text">Address, slash and length of the prefix.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static AddressBlock Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = IPAddress.Parse(text.AsSpan(0, slash));
        var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var bytes = address.GetAddressBytes();
        var value = isIpv6 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var hostBits = (isIpv6 ? 128 : 32) - int.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture);
        var mask = hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
        return new AddressBlock(isIpv6, value & ~mask, value | mask);
    }

    /// <summary>Whether two blocks have an address in common.</summary>
    public bool Overlaps(AddressBlock other) => IsIpv6 == other.IsIpv6 && First <= other.Last && other.First <= Last;
}
