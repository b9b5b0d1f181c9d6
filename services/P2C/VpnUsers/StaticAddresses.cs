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

    /// <summary>Whether a text is an address or the word.</summary>
    public static bool IsWellFormed(string text) => text == Disable || AddressText.IsIpv4(text);

    /// <summary>What is wrong with an address in a block of clients, or null. The word is always right.</summary>
    /// <param name="address">Well formed.</param>
    /// <param name="clientCidr">The block, which may have host bits.</param>
    public static string? Fault(string address, string clientCidr)
    {
        if (address == Disable)
        {
            return null;
        }
        var block = AddressBlock.Parse(clientCidr);
        var value = AddressBlock.Parse(address + "/32").First;
        if (value < block.First || value > block.Last)
        {
            return $"must be in the client_cidr {clientCidr} of the server";
        }
        if (value % BlockSize != PlaceInBlock)
        {
            return "must be the first host address of its block of four (last octet modulo 4 is 1)";
        }
        return value < block.First + BlockSize ? "must not be in the first block of four of client_cidr: the gateway is there" : null;
    }
}
