using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Bandwidths;

/// <summary>A row of <c>bandwidth</c>; see its migration for the columns.</summary>
internal sealed record BandwidthRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public long Size { get; init; }
}

internal static class BandwidthStore
{
    public static Task<IReadOnlyList<BandwidthRow>> FindAsync(Session session, string projectId, string? id1, string? id2) =>
        session.QueryAsync<BandwidthRow>(
            "SELECT id, name, size FROM bandwidth WHERE project_id = @projectId AND id IN (@id1, @id2)", new { projectId, id1, id2 });

    /// <summary>Adds a shared bandwidth or changes it, with the EIPs that have joined it.</summary>
    public static Task SaveAsync(Session session, string projectId, BandwidthRow bandwidth) =>
        session.ExecuteAsync(
            """
            INSERT INTO bandwidth (project_id, id, name, size) VALUES (@projectId, @Id, @Name, @Size)
            ON CONFLICT (project_id, id) DO UPDATE SET name = excluded.name, size = excluded.size;
            UPDATE eip SET bandwidth_name = @Name, bandwidth_size = @Size
            WHERE project_id = @projectId AND bandwidth_id = @Id AND share_type = 'WHOLE' AND bound_to IS NULL
            """,
            new { projectId, bandwidth.Id, bandwidth.Name, bandwidth.Size });
}
