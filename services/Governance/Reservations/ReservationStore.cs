using VpnMesh.Governance.Quotas;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>What of a reservation is needed to repeat its answer or to let it expire.</summary>
internal sealed record ReservationRow
{
    public required string ProjectId { get; init; }
    public required string ResourceId { get; init; }
    public required string ResourceType { get; init; }
    public string? Zones { get; init; }
    public string? PublicBorderGroup { get; init; }
}

/// <summary>A quota as a reservation finds it.</summary>
internal sealed record QuotaState
{
    /// <summary>1 when the resource has its reservation.</summary>
    public long Reserved { get; init; }

    /// <summary>Null when the project has never used this quota.</summary>
    public long? Used { get; init; }

    public long? IsSet { get; init; }
    public long? Quota { get; init; }
}

internal static class ReservationStore
{
    public static Task<ReservationRow?> FindAsync(Session session, string projectId, string resourceId) =>
        session.FindAsync<ReservationRow>(
            """
            SELECT project_id, resource_id, resource_type, zones, public_border_group FROM reservation
            WHERE project_id = @projectId AND resource_id = @resourceId
            """,
            new { projectId, resourceId });

    public static async Task<QuotaState> QuotaAsync(Session session, string projectId, string resourceId, string type) =>
        (await session.FindAsync<QuotaState>(
            """
            SELECT (SELECT COUNT(*) FROM reservation WHERE project_id = @projectId AND resource_id = @resourceId) AS reserved,
              q.used, q.is_set, q.quota
            FROM (SELECT 1 AS one) o LEFT JOIN quota q ON q.project_id = @projectId AND q.type = @type
            """,
            new { projectId, resourceId, type }))!;

    /// <summary>Takes one unit of the quota of its type, and the units of the EIP quota, for a resource.</summary>
    /// <returns>Whether it could; when not, the transaction must be undone.</returns>
    public static async Task<bool> InsertAsync(Session session, ReservationRow reservation, long limit, long newEips, long? eipLimit, long now)
    {
        var sql = newEips > 0 ? TakeWithEips : Take;
        var changed = await session.ExecuteAsync(
            sql,
            new
            {
                reservation.ProjectId,
                reservation.ResourceId,
                reservation.ResourceType,
                reservation.Zones,
                reservation.PublicBorderGroup,
                limit,
                newEips,
                eipLimit,
                now,
            });
        return changed == (newEips > 0 ? 3 : 2);
    }

    public static Task ConfirmAsync(Session session, string projectId, string resourceId) =>
        session.ExecuteAsync(
            "UPDATE reservation SET confirmed = 1 WHERE project_id = @projectId AND resource_id = @resourceId AND confirmed = 0",
            new { projectId, resourceId });

    /// <summary>Writes the reservation, confirmed, of a resource that is written without one; its unit must be counted too.</summary>
    /// <returns>Whether there was none.</returns>
    public static async Task<bool> TryInsertConfirmedAsync(Session session, ReservationRow reservation, long now) =>
        await session.ExecuteAsync(
            """
            INSERT INTO reservation (project_id, resource_id, resource_type, confirmed, created_at, zones, public_border_group)
            VALUES (@ProjectId, @ResourceId, @ResourceType, 1, @now, @Zones, @PublicBorderGroup) ON CONFLICT DO NOTHING
            """,
            new
            {
                reservation.ProjectId,
                reservation.ResourceId,
                reservation.ResourceType,
                reservation.Zones,
                reservation.PublicBorderGroup,
                now,
            }) == 1;

    /// <summary>Which of some resources have a reservation.</summary>
    public static async Task<HashSet<(string ProjectId, string ResourceId)>> WhichAreReservedAsync(
        Session session, string[] projectIds, string[] resourceIds)
    {
        var rows = await session.QueryAsync<ReservationRow>(
            """
            SELECT project_id, resource_id, resource_type FROM reservation WHERE project_id IN @projectIds AND resource_id IN @resourceIds
            """,
            new { projectIds, resourceIds });
        return [.. rows.Select(row => (row.ProjectId, row.ResourceId))];
    }

    /// <summary>Removes a reservation.</summary>
    /// <returns>Type of its resource; null when there is none.</returns>
    public static async Task<string?> DeleteAsync(Session session, string projectId, string resourceId) =>
        (await session.ExecuteReturningAsync<string>(
            "DELETE FROM reservation WHERE project_id = @projectId AND resource_id = @resourceId RETURNING resource_type",
            new { projectId, resourceId })).SingleOrDefault();

    /// <summary>Reservations for resources of some types that nobody has confirmed, made before a time.</summary>
    public static Task<IReadOnlyList<ReservationRow>> UnconfirmedAsync(
        Session session, IReadOnlyList<string> types, long before, int limit) =>
        session.QueryAsync<ReservationRow>(
            """
            SELECT project_id, resource_id, resource_type FROM reservation
            WHERE confirmed = 0 AND created_at < @before AND resource_type IN @types ORDER BY created_at LIMIT @limit
            """,
            new { types, before, limit });

    /// <summary>Confirmed reservations for resources of some types in the order of their keys, after a given one.</summary>
    public static Task<IReadOnlyList<ReservationRow>> ConfirmedAsync(
        Session session, IReadOnlyList<string> types, ReservationRow? after, int limit) =>
        session.QueryAsync<ReservationRow>(
            """
            SELECT project_id, resource_id, resource_type FROM reservation
            WHERE (project_id, resource_id) > (@projectId, @resourceId) AND confirmed = 1 AND resource_type IN @types
            ORDER BY project_id, resource_id LIMIT @limit
            """,
            new { projectId = after?.ProjectId ?? "", resourceId = after?.ResourceId ?? "", types, limit });

    private const string Take =
        """
        UPDATE quota SET used = used + 1 WHERE project_id = @ProjectId AND type = @ResourceType AND used < @limit;
        INSERT INTO reservation (project_id, resource_id, resource_type, created_at, zones, public_border_group)
        VALUES (@ProjectId, @ResourceId, @ResourceType, @now, @Zones, @PublicBorderGroup)
        """;

    private const string TakeWithEips =
        $"""
        UPDATE quota SET used = used + @newEips
        WHERE project_id = @ProjectId AND type = '{QuotaLimits.Eip}' AND used <= @eipLimit - @newEips;
        {Take}
        """;
}
