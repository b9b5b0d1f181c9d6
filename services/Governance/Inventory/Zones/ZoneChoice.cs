using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Governance.Inventory.Zones;

/// <summary>What a gateway needs of its zones.</summary>
/// <param name="Field">JSON path under which the caller names them.</param>
/// <param name="IsOffered">Whether a zone offers such gateways at all.</param>
internal sealed record ZoneNeed(string Field, Func<Zone, bool> IsOffered)
{
    /// <summary>Whether such a gateway can be created in a zone now.</summary>
    public bool IsMetBy(Zone zone) => !zone.SoldOut && IsOffered(zone);
}

/// <summary>
/// The zones of a gateway. They lie in one public border group: two zones of it where two or more have what is asked for, else one.
/// </summary>
internal static class ZoneChoice
{
    /// <summary>The public border group of the central site.</summary>
    public const string Center = "center";

    /// <summary>Checks the zones that the caller names, or chooses.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0505</c>, <c>VPN.0514</c>, <c>VPN.0515</c></exception>
    public static IReadOnlyList<Zone> Choose(Offers offers, IReadOnlyList<string> named, ZoneNeed need) =>
        named.Count == 0 ? Choose(offers, need) : Check(offers, named, need);

    private static List<Zone> Choose(Offers offers, ZoneNeed need)
    {
        var group = offers.Zones.Values
            .Where(need.IsMetBy)
            .GroupBy(zone => zone.PublicBorderGroup)
            .OrderByDescending(group => group.Count() > 1)
            .ThenByDescending(group => group.Key == Center)
            .FirstOrDefault();
        return group is null ? throw ErrorCatalogue.GatewayResources.At(need.Field) : [.. group.Take(2)];
    }

    private static List<Zone> Check(Offers offers, IReadOnlyList<string> named, ZoneNeed need)
    {
        var zones = named
            .Select(name => offers.Zones.GetValueOrDefault(name) ?? throw Refusals.Invalid(need.Field, $"names the unknown zone {name}"))
            .ToList();
        if (named.Distinct(StringComparer.Ordinal).Count() < named.Count)
        {
            throw ErrorCatalogue.DuplicateZones.At(need.Field);
        }
        var group = zones[0].PublicBorderGroup;
        if (zones.Any(zone => zone.PublicBorderGroup != group))
        {
            throw Refusals.Invalid(need.Field, "must name zones of one public border group");
        }
        if (!zones.TrueForAll(need.IsMetBy))
        {
            throw ErrorCatalogue.GatewayResources.At(need.Field);
        }
        if (zones.Count != 2 && offers.Zones.Values.Count(zone => zone.PublicBorderGroup == group && need.IsMetBy(zone)) > 1)
        {
            throw ErrorCatalogue.TwoZones.At(need.Field);
        }
        return zones;
    }
}
