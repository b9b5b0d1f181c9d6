using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>All SQL of the logs of connections.</summary>
internal static class ConnectionLogStore
{
    private const string Columns = "event_id, connection_id, time_ms, gateway_address, peer_address, peer_port, process_id, sentence, reason";
    private const string KnownColumns = "id, project_id, enterprise_project_id, gateway_address, lines, gone_at";

    /// <summary>A connection of a project that is not gone, or null; as far as events have told.</summary>
    public static Task<LoggedConnectionRow?> FindLoggedConnectionAsync(this Session session, string projectId, string id) =>
        session.FindAsync<LoggedConnectionRow>(
            $"SELECT {KnownColumns} FROM logged_connection WHERE project_id = @projectId AND id = @id AND gone_at IS NULL", new { projectId, id });

    /// <summary>
    /// Remembers a connection of which an event tells, with one line more. Nobody else adds a line to it before the transaction ends.
    /// </summary>
    /// <returns>What is known of it now.</returns>
    public static async Task<LoggedConnectionRow> CountLineAsync(this Session session, LoggedConnectionRow told) =>
        (await session.ExecuteReturningAsync<LoggedConnectionRow>(
            $"""
            INSERT INTO logged_connection ({KnownColumns}) VALUES (@Id, @ProjectId, @EnterpriseProjectId, @GatewayAddress, 1, NULL)
            ON CONFLICT (id) DO UPDATE SET enterprise_project_id = excluded.enterprise_project_id, lines = logged_connection.lines + 1,
              gateway_address = COALESCE(excluded.gateway_address, logged_connection.gateway_address)
            RETURNING {KnownColumns}
            """,
            told)).Single();

    /// <summary>A connection is gone, and its log with it.</summary>
    public static async Task ForgetConnectionAsync(this Session session, LoggedConnectionRow gone)
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO logged_connection ({KnownColumns}) VALUES (@Id, @ProjectId, @EnterpriseProjectId, NULL, 0, @GoneAt)
            ON CONFLICT (id) DO UPDATE SET gone_at = excluded.gone_at
            """,
            gone);
        await session.ExecuteAsync("DELETE FROM connection_log WHERE connection_id = @Id", new { gone.Id });
    }

    public static Task<int> AddLineAsync(this Session session, ConnectionLogRow line) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO connection_log ({Columns})
            VALUES (@EventId, @ConnectionId, @TimeMs, @GatewayAddress, @PeerAddress, @PeerPort, @ProcessId, @Sentence, @Reason)
            """,
            line);

    /// <summary>The newest lines of a connection, newest first.</summary>
    public static Task<IReadOnlyList<ConnectionLogRow>> ListNewestLinesAsync(this Session session, string connectionId, int limit) =>
        session.QueryAsync<ConnectionLogRow>(
            $"SELECT {Columns} FROM connection_log WHERE connection_id = @connectionId ORDER BY time_ms DESC, event_id DESC LIMIT @limit",
            new { connectionId, limit });

    /// <summary>Keeps the newest lines of a connection; the others go.</summary>
    public static async Task KeepNewestLinesAsync(this Session session, string connectionId, int lines)
    {
        await session.ExecuteAsync(
            """
            DELETE FROM connection_log WHERE connection_id = @connectionId AND event_id IN (
              SELECT event_id FROM connection_log WHERE connection_id = @connectionId
              ORDER BY time_ms DESC, event_id DESC LIMIT 1000000 OFFSET @lines)
            """,
            new { connectionId, lines });
        await session.ExecuteAsync("UPDATE logged_connection SET lines = @lines WHERE id = @connectionId", new { connectionId, lines });
    }

    /// <summary>Forgets connections that are gone so long that nobody tells of them any more.</summary>
    public static Task<int> PruneGoneConnectionsAsync(this Session session, long goneBefore) =>
        session.ExecuteAsync("DELETE FROM logged_connection WHERE gone_at IS NOT NULL AND gone_at < @goneBefore", new { goneBefore });
}
