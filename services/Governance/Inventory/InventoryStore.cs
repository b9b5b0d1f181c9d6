using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory;

internal static class InventoryStore
{
    public static Task<long> RevisionAsync(Session session) => session.ScalarAsync<long>("SELECT revision FROM inventory");

    /// <summary>Makes every replica read zones and EIP types anew.</summary>
    public static Task RaiseRevisionAsync(Session session) => session.ExecuteAsync("UPDATE inventory SET revision = revision + 1");
}
