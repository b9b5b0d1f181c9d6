using System.Globalization;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnServers;

/// <summary>
/// The rules for the blocks of a server (contract: CreateVpnServer), in the order in which faults are told. They hold for the networks that
/// the blocks lie in, whatever host bits are set.
/// </summary>
internal static class ServerBlocks
{
    private const int MostLocalSubnets = 20;
    private const int ShortestMask = 16;
    private const int LongestMask = 26;

    // Each client takes a block of four.
    private const int AddressesOfClient = 4;

    private static readonly AddressBlock[] ForbiddenEverywhere = [.. new[] { "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4" }.Select(AddressBlock.Parse)];
    private static readonly AddressBlock LinkLocal = AddressBlock.Parse("169.254.0.0/16");

    /// <summary>Refuses blocks that break a rule.</summary>
    /// <param name="clientCidr">Out of which clients get their addresses.</param>
    /// <param name="localSubnets">What they reach.</param>
    /// <param name="maxConnectionNumber">How many clients the gateway takes at once.</param>
    /// <param name="routes">Destinations in the default route table of the gateway's VPC.</param>
    /// <exception cref="DomainException"><c>VPN.1118</c>, <c>VPN.1103</c> to <c>VPN.1109</c>, <c>VPN.1119</c></exception>
    public static void Check(string clientCidr, IReadOnlyList<string> localSubnets, long maxConnectionNumber, IReadOnlyList<string> routes)
    {
        if (localSubnets.Count == 0 || localSubnets.Any(string.IsNullOrEmpty))
        {
            throw ErrorCatalogue.LocalSubnetsEmpty.With();
        }
        foreach (var block in localSubnets.Prepend(clientCidr).Where(block => !AddressText.IsIpv4Block(block)))
        {
            throw ErrorCatalogue.BlockInvalid.With(block);
        }
        CheckClients(clientCidr, maxConnectionNumber);
        CheckLocal(localSubnets);
        CheckConflicts(clientCidr, localSubnets, routes);
    }

    private static void CheckClients(string clientCidr, long maxConnectionNumber)
    {
        var clients = AddressBlock.Parse(clientCidr);
        if (IsForbidden(clients) || clients.Overlaps(LinkLocal))
        {
            throw ErrorCatalogue.BlockUnavailable.With(clientCidr);
        }
        if (int.Parse(clientCidr.AsSpan(clientCidr.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) is < ShortestMask or > LongestMask)
        {
            throw ErrorCatalogue.ClientBlockMask.With();
        }
        if (clients.Last - clients.First + 1 <= (UInt128)(AddressesOfClient * maxConnectionNumber))
        {
            throw ErrorCatalogue.ClientBlockSmall.With();
        }
    }

    private static void CheckLocal(IReadOnlyList<string> localSubnets)
    {
        if (localSubnets.FirstOrDefault(subnet => IsForbidden(AddressBlock.Parse(subnet))) is { } forbidden)
        {
            throw ErrorCatalogue.BlockUnavailable.With(forbidden);
        }
        if (localSubnets.Count > MostLocalSubnets)
        {
            throw ErrorCatalogue.LocalSubnetLimit.With();
        }
        if (localSubnets.GroupBy(AddressBlock.Parse).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw ErrorCatalogue.LocalSubnetDuplicate.With(twice.Last());
        }
    }

    private static void CheckConflicts(string clientCidr, IReadOnlyList<string> localSubnets, IReadOnlyList<string> routes)
    {
        var clients = AddressBlock.Parse(clientCidr);
        if (routes.FirstOrDefault(route => AddressBlock.Parse(route).Overlaps(clients)) is { } route)
        {
            throw ErrorCatalogue.ClientBlockRoute.With(route);
        }
        if (localSubnets.FirstOrDefault(subnet => AddressBlock.Parse(subnet).Overlaps(clients)) is { } subnet)
        {
            throw ErrorCatalogue.ClientBlockLocal.With(subnet);
        }
    }

    private static bool IsForbidden(AddressBlock block) => ForbiddenEverywhere.Any(block.Overlaps);
}
