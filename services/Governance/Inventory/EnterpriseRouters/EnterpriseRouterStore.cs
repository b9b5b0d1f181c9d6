using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.EnterpriseRouters;

internal static class EnterpriseRouterStore
{
    /// <summary>Adds an enterprise router, unless it is there.</summary>
    public static Task EnsureAsync(Session session, string projectId, string id) =>
        session.ExecuteAsync(
            "INSERT INTO enterprise_router (project_id, id) VALUES (@projectId, @id) ON CONFLICT DO NOTHING", new { projectId, id });
}
