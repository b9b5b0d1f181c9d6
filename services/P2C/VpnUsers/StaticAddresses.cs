using VpnMesh.Shared.Api.Addresses;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>
/// Fixed addresses of users (contract: CreateVpnUser, <c>static_ip</c>). Every client takes a whole /30 of the <c>client_cidr</c>: of each the
/// first host may be given, but of the first block none, as the gateway itself is there.
/// </summary>
internal static class StaticAddresses
{
    /// <summary>The word for an address that is drawn at each connection.</summary>
    public const string Disable = "disable";

    private const int PlaceInBlock = 1;
    private const int BlockSize = 4;

    /// <summary>What is wrong with a text by itself, or null.</summary>
    public static string? FormFault(string text)
    {
        if (text == Disable)
        {
            return null;
        }
        if (!AddressText.IsIpv4(text))
        {
            return "must be an IPv4 address or the word disable";
        }
        return Value(text) % BlockSize == PlaceInBlock ? null : "must be the first host address of its block of four (last octet modulo 4 is 1)";
    }

    /// <summary>What is wrong with an address in a block of clients, or null.</summary>
    /// <param name="address">Of the right form; null: drawn at each connection, which is always right.</param>
    /// <param name="clientCidr">The block, which may have host bits.</param>
    public static string? Fault(string? address, string clientCidr)
    {
        if (address is null)
        {
            return null;
        }
        var block = AddressBlock.Parse(clientCidr);
        var value = Value(address);
        if (value < block.First || value > block.Last)
        {
            return $"must be in the client_cidr {clientCidr} of the server";
        }
        return value < block.First + BlockSize ? "must not be in the first block of four of client_cidr: the gateway is there" : null;
    }

    /// <summary>An address as it is stored; null when it is drawn at each connection.</summary>
    /// <param name="text">Of the right form; null when none was sent.</param>
    public static string? Stored(string? text) => text == Disable ? null : text;

    private static UInt128 Value(string address) => AddressBlock.Parse(address + "/32").First;
}
