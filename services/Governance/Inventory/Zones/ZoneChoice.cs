using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Governance.Inventory.Zones;

/// <summary>
/// The zones of a gateway. They lie in one public border group: two zones of it where two or more have what is asked for, else one.
/// </summary>
internal static class ZoneChoice
{
    /// <summary>The public border group of the central site.</summary>
    public const string Center = "center";

    private const string Field = "vpn_gateway.availability_zone_ids";

    /// <summary>Checks the zones that the caller names, or chooses.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c>, <c>VPN.0505</c>, <c>VPN.0514</c>, <c>VPN.0515</c></exception>
    public static IReadOnlyList<Zone> Choose(Offers offers, IReadOnlyList<string> named, ZoneSpec spec) =>
        named.Count == 0 ? Choose(offers, spec) : Check(offers, named, spec);

    private static List<Zone> Choose(Offers offers, ZoneSpec spec)
    {
        var group = offers.Zones.Values
            .Where(zone => IsAvailable(zone, spec))
            .GroupBy(zone => zone.PublicBorderGroup)
            .OrderByDescending(group => group.Count() > 1)
            .ThenByDescending(group => group.Key == Center)
            .FirstOrDefault();
        return group is null ? throw ErrorCatalogue.GatewayResources.At(Field) : [.. group.Take(2)];
    }

    private static List<Zone> Check(Offers offers, IReadOnlyList<string> named, ZoneSpec spec)
    {
        var zones = named
            .Select(name => offers.Zones.GetValueOrDefault(name) ?? throw Refusals.Invalid(Field, $"names the unknown zone {name}"))
            .ToList();
        if (named.Distinct(StringComparer.Ordinal).Count() < named.Count)
        {
            throw ErrorCatalogue.DuplicateZones.At(Field);
        }
        var group = zones[0].PublicBorderGroup;
        if (zones.Any(zone => zone.PublicBorderGroup != group))
        {
            throw Refusals.Invalid(Field, "must name zones of one public border group");
        }
        if (!zones.TrueForAll(zone => IsAvailable(zone, spec)))
        {
            throw ErrorCatalogue.GatewayResources.At(Field);
        }
        if (zones.Count == 1 && offers.Zones.Values.Count(zone => zone.PublicBorderGroup == group && IsAvailable(zone, spec)) > 1)
        {
            throw ErrorCatalogue.TwoZones.At(Field);
        }
        return zones;
    }

    private static bool IsAvailable(Zone zone, ZoneSpec spec) => !zone.SoldOut && zone.Specs.Contains(spec);
}
