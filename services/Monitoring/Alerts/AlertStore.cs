using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts;

/// <summary>SQL of <c>alert</c>.</summary>
internal static class AlertStore
{
    private const string Columns =
        "id, rule, project_id, enterprise_project_id, about_type, about_id, about_name, summary, raised_at, cleared_at, cleared_because";

    /// <summary>Writes an open alert, unless there is one for the same condition.</summary>
    public static async Task<bool> TryInsertAsync(this Session session, AlertRow alert) =>
        await session.ExecuteAsync(
            """
            INSERT INTO alert (id, rule, project_id, enterprise_project_id, about_type, about_id, about_name, summary, raised_at)
            VALUES (@Id, @Rule, @ProjectId, @EnterpriseProjectId, @AboutType, @AboutId, @AboutName, @Summary, @RaisedAt)
            ON CONFLICT DO NOTHING
            """,
            alert) == 1;

    /// <summary>Clears an alert, unless it is cleared.</summary>
    public static async Task<bool> TryClearAsync(this Session session, AlertRow alert) =>
        await session.ExecuteAsync(
            "UPDATE alert SET cleared_at = @ClearedAt, cleared_because = @ClearedBecause WHERE id = @Id AND cleared_at IS NULL", alert) == 1;

    /// <summary>The open alerts about a subject.</summary>
    public static Task<IReadOnlyList<AlertRow>> ListOpenAlertsAsync(this Session session, SubjectRow subject) =>
        session.QueryAsync<AlertRow>(
            $"""
            SELECT {Columns} FROM alert
            WHERE about_type = @ResourceType AND project_id = @ProjectId AND about_id = @ResourceId AND cleared_at IS NULL
            """,
            subject);

    /// <summary>Alerts, newest first.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">Empty: of all projects.</param>
    /// <param name="open">Only those that are not cleared.</param>
    /// <param name="after">Id of the alert before the first; empty: from the newest.</param>
    /// <param name="limit">Greatest number of them.</param>
    public static Task<IReadOnlyList<AlertRow>> ListAlertsAsync(this Session session, string projectId, bool open, string after, int limit)
    {
        // Ids have no letter after f.
        var before = after.Length > 0 ? after : "g";
        var filter = (projectId.Length > 0 ? " AND project_id = @projectId" : "") + (open ? " AND cleared_at IS NULL" : "");
        return session.QueryAsync<AlertRow>(
            $"SELECT {Columns} FROM alert WHERE id < @before{filter} ORDER BY id DESC LIMIT @limit", new { before, projectId, limit });
    }

    /// <summary>Forgets alerts that were cleared before a time, in Unix milliseconds.</summary>
    public static Task<int> ForgetAlertsAsync(this Session session, long before) =>
        session.ExecuteAsync("DELETE FROM alert WHERE cleared_at < @before", new { before });
}
