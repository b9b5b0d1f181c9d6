using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.MonitoredConnections;

/// <summary>SQL of which connection has which monitor.</summary>
internal static class MonitoredConnectionStore
{
    /// <summary>Those of these connections of a project that exist.</summary>
    public static Task<IReadOnlyList<MonitoredConnectionRow>> ListMonitoredAsync(this Session session, string projectId, string[] ids) =>
        session.QueryAsync<MonitoredConnectionRow>(
            """
            SELECT c.id, c.vgw_id, c.enterprise_project_id, c.deleting, c.connection_monitor_id, c.peer_address, w.id_type, w.id_value,
              CASE WHEN c.slot = 1 THEN g.eip1 ELSE g.eip2 END AS eip,
              CASE WHEN c.slot = 1 THEN g.access_private_ip_1 ELSE g.access_private_ip_2 END AS private_address
            FROM vpn_connection c JOIN vpn_gateway g ON g.id = c.vgw_id JOIN customer_gateway w ON w.id = c.cgw_id
            WHERE c.id IN @ids AND c.project_id = @projectId
            """,
            new { projectId, ids });

    /// <summary>Gives a connection, which is locked, its monitor.</summary>
    public static Task<int> AttachMonitorAsync(this Session session, string id, string monitorId) =>
        session.ExecuteAsync(
            "UPDATE vpn_connection SET connection_monitor_id = @monitorId, measured_until = 0 WHERE id = @id", new { id, monitorId });

    /// <summary>Takes a monitor away from its connection.</summary>
    /// <returns>1, or 0 when the connection does not have it.</returns>
    public static Task<int> DetachMonitorAsync(this Session session, string id, string monitorId) =>
        session.ExecuteAsync(
            "UPDATE vpn_connection SET connection_monitor_id = NULL WHERE id = @id AND connection_monitor_id = @monitorId", new { id, monitorId });
}
