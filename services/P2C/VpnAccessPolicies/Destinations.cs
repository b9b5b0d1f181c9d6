using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnAccessPolicies;

/// <summary>The rules for the destinations of an access policy (contract: CreateVpnAccessPolicy), in the order in which faults are told.</summary>
internal static class Destinations
{
    private const int Most = 10;

    private static readonly AddressBlock[] Forbidden =
        [.. new[] { "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4" }.Select(AddressBlock.Parse)];

    /// <exception cref="DomainException"><c>VPN.0001</c> for none, <c>VPN.1402</c> to <c>VPN.1405</c></exception>
    public static void Check(IReadOnlyList<string> blocks)
    {
        if (blocks.Count == 0)
        {
            throw ErrorCatalogue.InvalidRequest.For("access_policy.dest_ip_cidrs", $"access_policy.dest_ip_cidrs is required and must have 1 to {Most} elements");
        }
        if (blocks.Count > Most)
        {
            throw ErrorCatalogue.DestinationLimit.With();
        }
        if (blocks.FirstOrDefault(block => !AddressText.IsIpv4Block(block)) is { } malformed)
        {
            throw ErrorCatalogue.DestinationInvalid.With(malformed);
        }
        if (blocks.GroupBy(AddressBlock.Parse).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw ErrorCatalogue.DestinationDuplicate.With(twice.Last());
        }
        if (blocks.FirstOrDefault(IsForbidden) is { } unavailable)
        {
            throw ErrorCatalogue.DestinationUnavailable.With(unavailable);
        }
    }

    // Where it begins decides, so that the block of all addresses is refused and one that merely ends high is not.
    private static bool IsForbidden(string block)
    {
        var first = AddressBlock.Parse(block).First;
        return Forbidden.Any(forbidden => forbidden.First <= first && first <= forbidden.Last);
    }
}
