using System.Text.Json;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Vpcs;

internal static class VpcStore
{
    /// <summary>Adds a VPC, unless it is there.</summary>
    public static Task EnsureAsync(Session session, string projectId, string id) =>
        session.ExecuteAsync("INSERT INTO vpc (project_id, id) VALUES (@projectId, @id) ON CONFLICT DO NOTHING", new { projectId, id });

    /// <summary>Adds a VPC or changes it; its routes are exactly those given.</summary>
    public static Task SaveAsync(Session session, string projectId, string id, IEnumerable<string> routes) =>
        session.ExecuteAsync(
            """
            INSERT INTO vpc (project_id, id, routes) VALUES (@projectId, @id, @routes)
            ON CONFLICT (project_id, id) DO UPDATE SET routes = excluded.routes
            """,
            new { projectId, id, routes = JsonSerializer.Serialize(routes) });

    /// <summary>The routes of a VPC; none when it is not known.</summary>
    public static async Task<string[]> RoutesAsync(Session session, string projectId, string id)
    {
        var found = await session.QueryAsync<string>("SELECT routes FROM vpc WHERE project_id = @projectId AND id = @id", new { projectId, id });
        return found.Count == 0 ? [] : JsonSerializer.Deserialize<string[]>(found[0])!;
    }

    public static async Task<bool> ExistsAsync(Session session, string projectId, string id) =>
        await session.ScalarAsync<long>("SELECT COUNT(*) FROM vpc WHERE project_id = @projectId AND id = @id", new { projectId, id }) == 1;
}
