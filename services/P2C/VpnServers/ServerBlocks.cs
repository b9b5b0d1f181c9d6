using System.Globalization;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnServers;

/// <summary>
/// The rules for the blocks of a server (contract: CreateVpnServer). They hold for the networks that the blocks lie in, whatever host
/// bits are set.
/// </summary>
internal static class ServerBlocks
{
    private const string ClientCidr = "vpn_server.client_cidr";
    private const string LocalSubnets = "vpn_server.local_subnets";
    private const int MostLocalSubnets = 20;
    private const int ShortestMask = 16;
    private const int LongestMask = 26;

    // Each client takes a block of four.
    private const int AddressesOfClient = 4;

    private static readonly AddressBlock[] ForbiddenEverywhere =
        [.. new[] { "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4" }.Select(AddressBlock.Parse)];

    private static readonly AddressBlock LinkLocal = AddressBlock.Parse("169.254.0.0/16");

    /// <summary>Judges by itself the block out of which clients get their addresses.</summary>
    /// <exception cref="DomainException"><c>VPN.1103</c>, <c>VPN.1104</c>, <c>VPN.1107</c></exception>
    public static void CheckClientCidr(string clientCidr)
    {
        if (!AddressText.IsIpv4Block(clientCidr))
        {
            throw ErrorCatalogue.BlockInvalid.For(ClientCidr, clientCidr);
        }
        var clients = AddressBlock.Parse(clientCidr);
        if (IsForbidden(clients) || clients.Overlaps(LinkLocal))
        {
            throw ErrorCatalogue.BlockUnavailable.For(ClientCidr, clientCidr);
        }
        var mask = clientCidr.AsSpan(clientCidr.IndexOf('/', StringComparison.Ordinal) + 1);
        if (int.Parse(mask, CultureInfo.InvariantCulture) is < ShortestMask or > LongestMask)
        {
            throw ErrorCatalogue.ClientBlockMask.For(ClientCidr);
        }
    }

    /// <summary>Judges by themselves the blocks that clients reach.</summary>
    /// <exception cref="DomainException"><c>VPN.1118</c>, <c>VPN.1103</c> to <c>VPN.1106</c></exception>
    public static void CheckLocalSubnets(IReadOnlyList<string> localSubnets)
    {
        if (localSubnets.Count == 0 || localSubnets.Any(string.IsNullOrEmpty))
        {
            throw ErrorCatalogue.LocalSubnetsEmpty.For(LocalSubnets);
        }
        if (localSubnets.FirstOrDefault(subnet => !AddressText.IsIpv4Block(subnet)) is { } invalid)
        {
            throw ErrorCatalogue.BlockInvalid.For(LocalSubnets, invalid);
        }
        if (localSubnets.FirstOrDefault(subnet => IsForbidden(AddressBlock.Parse(subnet))) is { } forbidden)
        {
            throw ErrorCatalogue.BlockUnavailable.For(LocalSubnets, forbidden);
        }
        if (localSubnets.Count > MostLocalSubnets)
        {
            throw ErrorCatalogue.LocalSubnetLimit.For(LocalSubnets);
        }
        if (localSubnets.GroupBy(AddressBlock.Parse).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw ErrorCatalogue.LocalSubnetDuplicate.For(LocalSubnets, twice.Last());
        }
    }

    /// <summary>Judges the two against one another.</summary>
    /// <exception cref="DomainException"><c>VPN.1119</c></exception>
    public static void CheckApart(string clientCidr, IReadOnlyList<string> localSubnets)
    {
        if (FirstOverlap(clientCidr, localSubnets) is { } subnet)
        {
            throw ErrorCatalogue.ClientBlockLocal.For(ClientCidr, subnet);
        }
    }

    /// <summary>Judges the clients' block against the gateway.</summary>
    /// <param name="clientCidr">Out of which clients get their addresses.</param>
    /// <param name="maxConnectionNumber">How many clients the gateway takes at once.</param>
    /// <param name="routes">Destinations in the default route table of the gateway's VPC.</param>
    /// <exception cref="DomainException"><c>VPN.1108</c>, <c>VPN.1109</c></exception>
    public static void CheckGateway(string clientCidr, long maxConnectionNumber, IReadOnlyList<string> routes)
    {
        var clients = AddressBlock.Parse(clientCidr);
        if (clients.Last - clients.First + 1 <= (UInt128)(AddressesOfClient * maxConnectionNumber))
        {
            throw ErrorCatalogue.ClientBlockSmall.For(ClientCidr);
        }
        if (FirstOverlap(clientCidr, routes) is { } route)
        {
            throw ErrorCatalogue.ClientBlockRoute.For(ClientCidr, route);
        }
    }

    private static string? FirstOverlap(string block, IReadOnlyList<string> others) =>
        others.FirstOrDefault(other => AddressBlock.Parse(other).Overlaps(AddressBlock.Parse(block)));

    private static bool IsForbidden(AddressBlock block) => ForbiddenEverywhere.Any(block.Overlaps);
}
