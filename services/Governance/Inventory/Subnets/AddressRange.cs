using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VpnMesh.Governance.Inventory.Subnets;

/// <summary>Consecutive IPv4 addresses as numbers, both ends included; empty when the last is less than the first.</summary>
internal readonly record struct AddressRange(long First, long Last)
{
    public long Size => Math.Max(0, Last - First + 1);

    /// <summary>The addresses of a block in CIDR notation, without that of the network and the broadcast address; null when it is none.</summary>
    public static AddressRange? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || ToNumber(text[..slash]) is not { } address)
        {
            return null;
        }
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > 32)
        {
            return null;
        }
        var size = 1L << (32 - prefix);
        var network = address & -size;
        return new AddressRange(network + 1, network + size - 2);
    }

    /// <summary>An IPv4 address in dotted notation as a number; null when it is none.</summary>
    public static long? ToNumber(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text
            ? BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes())
            : null;

    public static string ToText(long address)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)address);
        return new IPAddress(bytes).ToString();
    }

    public bool Contains(long address) => address >= First && address <= Last;
}
