using VpnMesh.Governance.Quotas;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>A counter, and how many there are of what it counts.</summary>
internal sealed record CountedQuota
{
    public required string ProjectId { get; init; }
    public required string Type { get; init; }
    public long Used { get; init; }
    public long Counted { get; init; }
}

internal static class ReconciliationStore
{
    private const string Counted =
        $"""
        CASE WHEN q.type = '{QuotaLimits.Eip}'
          THEN (SELECT COUNT(*) FROM eip e WHERE e.project_id = q.project_id AND e.created_with IS NOT NULL)
          ELSE (SELECT COUNT(*) FROM reservation r WHERE r.project_id = q.project_id AND r.resource_type = q.type)
        END
        """;

    /// <summary>Counters in the order of their keys, after a given one; each is seen at the same moment as what it counts.</summary>
    public static Task<IReadOnlyList<CountedQuota>> PageAsync(Session session, CountedQuota? after, int limit) =>
        session.QueryAsync<CountedQuota>(
            $"""
            SELECT q.project_id, q.type, q.used, {Counted} AS counted FROM quota q WHERE (q.project_id, q.type) > (@projectId, @type)
            ORDER BY q.project_id, q.type LIMIT @limit
            """,
            new { projectId = after?.ProjectId ?? "", type = after?.Type ?? "", limit });

    /// <summary>How many there are of what a counter counts.</summary>
    public static Task<long> CountAsync(Session session, string projectId, string type) =>
        session.ScalarAsync<long>(
            $"SELECT {Counted} FROM quota q WHERE q.project_id = @projectId AND q.type = @type", new { projectId, type });
}
