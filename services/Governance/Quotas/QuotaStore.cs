using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Quotas;

/// <summary>A row of <c>quota</c>; see its migration for the columns.</summary>
internal sealed record QuotaRow
{
    public string ProjectId { get; init; } = "";
    public required string Type { get; init; }
    public long Used { get; init; }
    public long IsSet { get; init; }
    public long? Quota { get; init; }
}

internal static class QuotaStore
{
    public static Task<IReadOnlyList<QuotaRow>> OfProjectAsync(Session session, string projectId) =>
        session.QueryAsync<QuotaRow>("SELECT project_id, type, used, is_set, quota FROM quota WHERE project_id = @projectId", new { projectId });

    /// <summary>Quotas of all projects in the order of their keys, after a given one.</summary>
    public static Task<IReadOnlyList<QuotaRow>> PageAsync(Session session, string projectId, string type, int limit) =>
        session.QueryAsync<QuotaRow>(
            """
            SELECT project_id, type, used, is_set, quota FROM quota WHERE (project_id, type) > (@projectId, @type)
            ORDER BY project_id, type LIMIT @limit
            """,
            new { projectId, type, limit });

    /// <summary>Makes the counter of a quota, unless it is there.</summary>
    public static Task EnsureAsync(Session session, string projectId, string type) =>
        session.ExecuteAsync("INSERT INTO quota (project_id, type) VALUES (@projectId, @type) ON CONFLICT DO NOTHING", new { projectId, type });

    public static Task GiveBackAsync(Session session, string projectId, string type, long units) =>
        session.ExecuteAsync(
            "UPDATE quota SET used = used - @units WHERE project_id = @projectId AND type = @type", new { projectId, type, units });

    public static Task<long> UsedAsync(Session session, string projectId, string type) =>
        session.ScalarAsync<long>("SELECT used FROM quota WHERE project_id = @projectId AND type = @type", new { projectId, type });

    /// <summary>As <see cref="UsedAsync"/>; it stays so until the transaction ends.</summary>
    public static Task<long> LockUsedAsync(Session session, string projectId, string type) =>
        session.ScalarAsync<long>(
            $"SELECT used FROM quota WHERE project_id = @projectId AND type = @type{session.Dialect.ForUpdate}", new { projectId, type });

    public static Task SetUsedAsync(Session session, string projectId, string type, long used) =>
        session.ExecuteAsync("UPDATE quota SET used = @used WHERE project_id = @projectId AND type = @type", new { projectId, type, used });

    public static Task SetAsync(Session session, string projectId, string type, long isSet, long? quota) =>
        session.ExecuteAsync(
            """
            INSERT INTO quota (project_id, type, is_set, quota) VALUES (@projectId, @type, @isSet, @quota)
            ON CONFLICT (project_id, type) DO UPDATE SET is_set = excluded.is_set, quota = excluded.quota
            """,
            new { projectId, type, isSet, quota });
}
