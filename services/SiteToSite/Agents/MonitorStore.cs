using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>What is known of the monitor of a connection.</summary>
internal sealed record MonitorStateRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public string? ConnectionMonitorId { get; init; }
    public string? ObservedMonitorId { get; init; }
    public required long MeasuredUntil { get; init; }
}

/// <summary>SQL of what agents report of monitors.</summary>
internal static class MonitorStore
{
    /// <summary>The connections in the order of their ids; nobody else changes them before the transaction ends.</summary>
    public static Task<IReadOnlyList<MonitorStateRow>> LockAsync(Session session, string[] ids) =>
        session.QueryAsync<MonitorStateRow>(
            $"""
            SELECT id, project_id, enterprise_project_id, connection_monitor_id, observed_monitor_id, measured_until FROM vpn_connection
            WHERE id IN @ids ORDER BY id{session.Dialect.ForUpdate}
            """,
            new { ids });

    public static Task<int> ObserveAsync(Session session, string connectionId, string? monitorId) =>
        session.ExecuteAsync("UPDATE vpn_connection SET observed_monitor_id = @monitorId WHERE id = @connectionId", new { connectionId, monitorId });

    public static Task<int> MeasureAsync(Session session, string connectionId, long windowStart) =>
        session.ExecuteAsync("UPDATE vpn_connection SET measured_until = @windowStart WHERE id = @connectionId", new { connectionId, windowStart });
}
