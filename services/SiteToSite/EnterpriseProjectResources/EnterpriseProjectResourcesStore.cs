using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.EnterpriseProjectResources;

/// <summary>SQL over the resources of an enterprise project.</summary>
internal static class EnterpriseProjectResourcesStore
{
    public static async Task<IEnumerable<Resource>> PageAsync(this Session session, ListRequest request)
    {
        var rows = await session.QueryAsync<Row>(
            $"""
            SELECT id, name, project_id FROM vpn_gateway WHERE {Where(request)}
            ORDER BY created_at DESC, id DESC LIMIT @Limit OFFSET @Offset
            """,
            Arguments(request));
        return rows.Select(row => new Resource
        {
            ResourceId = row.Id,
            ResourceName = row.Name,
            ResourceType = "vpn-gateway",
            ProjectId = row.ProjectId,
            EnterpriseProjectId = request.EnterpriseProjectId,
        });
    }

    public static Task<long> CountAsync(this Session session, ListRequest request) =>
        session.ScalarAsync<long>($"SELECT COUNT(*) FROM vpn_gateway WHERE {Where(request)}", Arguments(request));

    private static string Where(ListRequest request) =>
        "enterprise_project_id = @EnterpriseProjectId AND project_id IN @ProjectIds"
        + (request.HasResourceName ? " AND name = @ResourceName" : "")
        + (request.HasResourceId ? " AND id = @ResourceId" : "");

    private static object Arguments(ListRequest request) => new
    {
        request.EnterpriseProjectId,
        ProjectIds = request.ProjectIds.ToArray(),
        request.ResourceName,
        ResourceId = request.ResourceId.ToLowerInvariant(),
        request.Limit,
        request.Offset,
    };

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string ProjectId { get; init; } = "";
    }
}
