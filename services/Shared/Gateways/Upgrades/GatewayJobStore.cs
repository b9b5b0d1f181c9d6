using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>SQL of upgrade jobs, and of what they change of the gateway.</summary>
internal static class GatewayJobStore
{
    private const string SubJobColumns = "job_id, position, id, job_type, status, error_message, created_at, finished_at";

    public static Task<int> InsertAsync(this Session session, GatewayTables tables, GatewayJobRow job) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO {tables.Job} (
              id, project_id, enterprise_project_id, {tables.JobGateway}, job_type, status, from_version, to_version, error_message, created_at,
              told_at, finished_at, request_id)
            VALUES (
              @Id, @ProjectId, @EnterpriseProjectId, @GatewayId, @JobType, @Status, @FromVersion, @ToVersion, @ErrorMessage, @CreatedAt, @ToldAt,
              @FinishedAt, @RequestId)
            """,
            job);

    public static Task<int> InsertAsync(this Session session, GatewayTables tables, GatewaySubJobRow step) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO {tables.SubJob} ({SubJobColumns}) VALUES (
              @JobId, @Position, @Id, @JobType, @Status, @ErrorMessage, @CreatedAt, @FinishedAt)
            """,
            step);

    /// <summary>A job of a project, or null; nobody else changes the row before the transaction ends.</summary>
    public static Task<GatewayJobRow?> LockJobAsync(this Session session, GatewayTables tables, string projectId, string id) =>
        session.FindAsync<GatewayJobRow>(
            $"SELECT {Columns(tables)} FROM {tables.Job} WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    /// <summary>The newest upgrade of a gateway that is in this status, or null; whoever holds the gateway may rely on it.</summary>
    public static Task<GatewayJobRow?> FindUpgradeAsync(this Session session, GatewayTables tables, string gatewayId, string status) =>
        session.FindAsync<GatewayJobRow>(
            $"""
            SELECT {Columns(tables)} FROM {tables.Job} WHERE {tables.JobGateway} = @gatewayId AND job_type = 'upgrade' AND status = @status
            ORDER BY created_at DESC, id DESC LIMIT 1
            """,
            new { gatewayId, status });

    /// <summary>Jobs that wait for agents, of all projects; an upgrade that is rolled back is left to its rollback job.</summary>
    public static Task<IReadOnlyList<GatewayJobRow>> ListRunningJobsAsync(this Session session, GatewayTables tables) =>
        session.QueryAsync<GatewayJobRow>(
            $"""
            SELECT {Columns(tables)} FROM {tables.Job}
            WHERE status IN ('upgrading', 'rolling_back') AND (status = 'upgrading' OR job_type = 'rollback')
            """);

    /// <summary>Jobs of a project, newest first, beginning after a place in that order.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="tables">Where they are.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="after">Where the page begins; null: with the newest.</param>
    /// <param name="gatewayId">Only those of this gateway; null: of all.</param>
    /// <param name="limit">Greatest number of rows; null: no limit.</param>
    public static Task<IReadOnlyList<GatewayJobRow>> ListJobsAsync(
        this Session session, GatewayTables tables, string projectId, Marker? after, string? gatewayId, long? limit)
    {
        var filter = (gatewayId is null ? "" : $" AND {tables.JobGateway} = @gatewayId")
            + (after is null ? "" : " AND (created_at, id) < (@CreatedAt, @LastId)");
        return session.QueryAsync<GatewayJobRow>(
            $"""
            SELECT {Columns(tables)} FROM {tables.Job} WHERE project_id = @projectId{filter}
            ORDER BY created_at DESC, id DESC{(limit is null ? "" : " LIMIT @limit")}
            """,
            new { projectId, gatewayId, after?.CreatedAt, LastId = after?.Id, limit });
    }

    /// <summary>The steps of jobs, in order.</summary>
    public static Task<IReadOnlyList<GatewaySubJobRow>> ListSubJobsAsync(this Session session, GatewayTables tables, string[] jobIds) =>
        session.QueryAsync<GatewaySubJobRow>(
            $"SELECT {SubJobColumns} FROM {tables.SubJob} WHERE job_id IN @jobIds ORDER BY job_id, position", new { jobIds });

    /// <summary>Writes how far a job has come.</summary>
    public static Task<int> UpdateAsync(this Session session, GatewayTables tables, GatewayJobRow job) =>
        session.ExecuteAsync(
            $"""
            UPDATE {tables.Job} SET status = @Status, error_message = @ErrorMessage, told_at = @ToldAt, finished_at = @FinishedAt
            WHERE project_id = @ProjectId AND id = @Id
            """,
            job);

    /// <summary>Writes how far a step has come.</summary>
    public static Task<int> UpdateAsync(this Session session, GatewayTables tables, GatewaySubJobRow step) =>
        session.ExecuteAsync(
            $"""
            UPDATE {tables.SubJob} SET status = @Status, error_message = @ErrorMessage, finished_at = @FinishedAt
            WHERE job_id = @JobId AND position = @Position
            """,
            step);

    /// <summary>Writes what an upgrade changes of a gateway; the row is locked.</summary>
    public static Task<int> UpdateUpgradeAsync(this Session session, GatewayTables tables, GatewayRow gateway) =>
        session.ExecuteAsync(
            $"""
            UPDATE {tables.Gateway} SET version = @Version, upgrade_status = @UpgradeStatus, confirmed_generation = @ConfirmedGeneration,
              generation = @Generation, request_id = @RequestId, failed = @Failed
            WHERE project_id = @ProjectId AND id = @Id
            """,
            gateway);

    /// <summary>Jobs are in the enterprise project of their gateway.</summary>
    public static Task<int> MoveJobsAsync(this Session session, GatewayTables tables, string gatewayId, string enterpriseProjectId) =>
        session.ExecuteAsync(
            $"UPDATE {tables.Job} SET enterprise_project_id = @enterpriseProjectId WHERE {tables.JobGateway} = @gatewayId",
            new { gatewayId, enterpriseProjectId });

    public static async Task DeleteJobAsync(this Session session, GatewayTables tables, GatewayJobRow job)
    {
        await session.ExecuteAsync($"DELETE FROM {tables.SubJob} WHERE job_id = @Id", job);
        await session.ExecuteAsync($"DELETE FROM {tables.Job} WHERE project_id = @ProjectId AND id = @Id", job);
    }

    private static string Columns(GatewayTables tables) =>
        $"""
        id, project_id, enterprise_project_id, {tables.JobGateway} AS gateway_id, job_type, status, from_version, to_version, error_message,
        created_at, told_at, finished_at, request_id
        """;
}
