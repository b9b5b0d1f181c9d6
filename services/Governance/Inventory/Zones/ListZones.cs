using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Zones;

/// <summary>ListZones: the zones, by name, and what each offers.</summary>
internal sealed class ListZones(GovernanceDatabase database, OfferCache offers)
{
    public Task<ListZonesResponse> RunAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async session =>
        {
            var offered = await offers.AtAsync(session, await InventoryStore.RevisionAsync(session));
            return new ListZonesResponse { Zones = { offered.Zones.Values } };
        }, cancellationToken);
}
