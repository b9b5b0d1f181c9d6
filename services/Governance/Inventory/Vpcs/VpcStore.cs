using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Vpcs;

internal static class VpcStore
{
    /// <summary>Adds a VPC, unless it is there.</summary>
    public static Task EnsureAsync(Session session, string projectId, string id) =>
        session.ExecuteAsync("INSERT INTO vpc (project_id, id) VALUES (@projectId, @id) ON CONFLICT DO NOTHING", new { projectId, id });

    public static async Task<bool> ExistsAsync(Session session, string projectId, string id) =>
        await session.ScalarAsync<long>("SELECT COUNT(*) FROM vpc WHERE project_id = @projectId AND id = @id", new { projectId, id }) == 1;
}
