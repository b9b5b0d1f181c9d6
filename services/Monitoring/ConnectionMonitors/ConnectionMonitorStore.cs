using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>All SQL of connection monitors.</summary>
internal static class ConnectionMonitorStore
{
    private const string Columns =
        """
        id, project_id, vpn_connection_id, enterprise_project_id, source_ip, destination_ip, created_at, request_id, attached, probed, deleting
        """;

    public static Task<int> InsertAsync(this Session session, ConnectionMonitorRow monitor) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO connection_monitor ({Columns}) VALUES (
              @Id, @ProjectId, @VpnConnectionId, @EnterpriseProjectId, @SourceIp, @DestinationIp, @CreatedAt, @RequestId,
              @Attached, @Probed, @Deleting)
            """,
            monitor);

    /// <summary>A monitor of a project that its connection has, or null.</summary>
    public static Task<ConnectionMonitorRow?> FindMonitorAsync(this Session session, string projectId, string id) =>
        session.FindAsync<ConnectionMonitorRow>(
            $"SELECT {Columns} FROM connection_monitor WHERE project_id = @projectId AND id = @id AND attached = 1", new { projectId, id });

    /// <summary>The monitors of a project that their connections have, newest first.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="connectionId">Only that of this connection; null: all.</param>
    public static Task<IReadOnlyList<ConnectionMonitorRow>> ListMonitorsAsync(this Session session, string projectId, string? connectionId) =>
        session.QueryAsync<ConnectionMonitorRow>(
            $"""
            SELECT {Columns} FROM connection_monitor
            WHERE project_id = @projectId AND attached = 1{(connectionId is null ? "" : " AND vpn_connection_id = @connectionId")}
            ORDER BY created_at DESC, id DESC
            """,
            new { projectId, connectionId });

    /// <summary>A monitor, attached or not, which nobody else changes before the transaction ends.</summary>
    public static Task<ConnectionMonitorRow?> LockMonitorAsync(this Session session, string id) =>
        session.FindAsync<ConnectionMonitorRow>($"SELECT {Columns} FROM connection_monitor WHERE id = @id{session.Dialect.ForUpdate}", new { id });

    /// <summary>A monitor that stays until what is about to be written refers to it.</summary>
    public static async Task<bool> HoldMonitorAsync(this Session session, string id) =>
        await session.ScalarAsync<string>(
            $"SELECT id FROM connection_monitor WHERE id = @id AND deleting = 0{session.Dialect.ForReference}", new { id }) is not null;

    /// <summary>The monitors of a connection, attached or not, which nobody else changes before the transaction ends.</summary>
    public static Task<IReadOnlyList<ConnectionMonitorRow>> LockMonitorsOfAsync(this Session session, string connectionId) =>
        session.QueryAsync<ConnectionMonitorRow>(
            $"SELECT {Columns} FROM connection_monitor WHERE vpn_connection_id = @connectionId ORDER BY id{session.Dialect.ForUpdate}",
            new { connectionId });

    /// <summary>Writes what can be changed; the row is locked.</summary>
    public static Task<int> UpdateAsync(this Session session, ConnectionMonitorRow monitor) =>
        session.ExecuteAsync(
            """
            UPDATE connection_monitor SET enterprise_project_id = @EnterpriseProjectId, source_ip = @SourceIp, destination_ip = @DestinationIp,
              attached = @Attached, probed = @Probed, deleting = @Deleting
            WHERE id = @Id
            """,
            monitor);

    /// <summary>Writes what the connection of a monitor says by now.</summary>
    public static Task<int> RememberAsync(this Session session, ConnectionMonitorRow monitor) =>
        session.ExecuteAsync(
            """
            UPDATE connection_monitor SET enterprise_project_id = @EnterpriseProjectId, source_ip = @SourceIp, destination_ip = @DestinationIp
            WHERE id = @Id
            """,
            monitor);

    /// <returns>1, or 0 when it is gone already.</returns>
    public static Task<int> DeleteMonitorAsync(this Session session, string id) =>
        session.ExecuteAsync("DELETE FROM connection_monitor WHERE id = @id", new { id });

    /// <summary>Marks a monitor as to go that was never attached: nobody attaches it any more.</summary>
    /// <returns>1, or 0 when it has been attached by now.</returns>
    public static Task<int> GiveUpMonitorAsync(this Session session, string id) =>
        session.ExecuteAsync("UPDATE connection_monitor SET deleting = 1 WHERE id = @id AND attached = 0", new { id });

    /// <summary>
    /// Monitors that are to go, and those written before a time that were never attached: no request is under way for them any more.
    /// </summary>
    public static Task<IReadOnlyList<ConnectionMonitorRow>> ListUnsettledMonitorsAsync(this Session session, long createdBefore, int limit) =>
        session.QueryAsync<ConnectionMonitorRow>(
            $"""
            SELECT {Columns} FROM connection_monitor
            WHERE (attached = 0 OR deleting = 1) AND (attached = 1 OR created_at < @createdBefore)
            ORDER BY created_at LIMIT @limit
            """,
            new { createdBefore, limit });
}
