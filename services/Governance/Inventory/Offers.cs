using System.Text.Json;
using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Inventory.Zones;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory;

/// <summary>What can be had at a revision of the inventory: zones and types of EIP.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Zones">Zones by name.</param>
/// <param name="EipTypes">Types of EIP that are offered, and whether each is sold out.</param>
internal sealed record Offers(long Revision, IReadOnlyDictionary<string, Zone> Zones, IReadOnlyDictionary<string, bool> EipTypes);

/// <summary>Keeps the offers in memory for as long as the revision in the store is theirs.</summary>
internal sealed class OfferCache(InventorySettings settings)
{
    private volatile Offers? _offers;

    public async Task<Offers> AtAsync(Session session, long revision)
    {
        if (_offers is { } kept && kept.Revision == revision)
        {
            return kept;
        }
        var read = new Offers(revision, await ZonesAsync(session), await EipTypesAsync(session));
        _offers = read;
        return read;
    }

    private async Task<SortedDictionary<string, Zone>> ZonesAsync(Session session)
    {
        var zones = new SortedDictionary<string, Zone>(StringComparer.Ordinal);
        foreach (var name in settings.Open ? settings.Zones : [])
        {
            zones[name] = new Zone
            {
                Name = name,
                PublicBorderGroup = ZoneChoice.Center,
                Specs = { ZoneSpecs.All },
                P2CFlavors = { ZoneSpecs.P2cFlavors },
            };
        }
        foreach (var row in await ZoneStore.AllAsync(session))
        {
            zones[row.Name] = new Zone
            {
                Name = row.Name,
                PublicBorderGroup = row.PublicBorderGroup,
                SoldOut = row.SoldOut == 1,
                Specs = { ZoneSpecs.FromJson(row.Specs) },
                P2CFlavors = { JsonSerializer.Deserialize<string[]>(row.P2cFlavors)! },
            };
        }
        return zones;
    }

    private async Task<Dictionary<string, bool>> EipTypesAsync(Session session)
    {
        var types = (settings.Open ? EipTypeStore.Known : []).ToDictionary(type => type, _ => false, StringComparer.Ordinal);
        foreach (var row in await EipTypeStore.AllAsync(session))
        {
            types.Remove(row.Type);
            if (row.Offered == 1)
            {
                types[row.Type] = row.SoldOut == 1;
            }
        }
        return types;
    }
}
