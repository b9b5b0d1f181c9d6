using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnGatewayJobs;

/// <summary>SQL of upgrade jobs, and of what they change of the gateway.</summary>
internal static class VpnGatewayJobStore
{
    private const string Columns =
        """
        id, project_id, enterprise_project_id, vgw_id, job_type, status, from_version, to_version, error_message, created_at, told_at,
        finished_at, request_id
        """;

    private const string SubJobColumns = "job_id, position, id, job_type, status, error_message, created_at, finished_at";

    public static Task<int> InsertAsync(this Session session, VpnGatewayJobRow job) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO vpn_gateway_job ({Columns}) VALUES (
              @Id, @ProjectId, @EnterpriseProjectId, @VgwId, @JobType, @Status, @FromVersion, @ToVersion, @ErrorMessage, @CreatedAt, @ToldAt,
              @FinishedAt, @RequestId)
            """,
            job);

    public static Task<int> InsertAsync(this Session session, VpnGatewaySubJobRow step) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO vpn_gateway_sub_job ({SubJobColumns}) VALUES (
              @JobId, @Position, @Id, @JobType, @Status, @ErrorMessage, @CreatedAt, @FinishedAt)
            """,
            step);

    /// <summary>A job of a project, or null; nobody else changes the row before the transaction ends.</summary>
    public static Task<VpnGatewayJobRow?> LockVpnGatewayJobAsync(this Session session, string projectId, string id) =>
        session.FindAsync<VpnGatewayJobRow>(
            $"SELECT {Columns} FROM vpn_gateway_job WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    /// <summary>The upgrade of a gateway that is in this status, or null; whoever holds the gateway may rely on it.</summary>
    public static Task<VpnGatewayJobRow?> FindUpgradeAsync(this Session session, string gatewayId, string status) =>
        session.FindAsync<VpnGatewayJobRow>(
            $"SELECT {Columns} FROM vpn_gateway_job WHERE vgw_id = @gatewayId AND job_type = 'upgrade' AND status = @status",
            new { gatewayId, status });

    /// <summary>Jobs that wait for agents, of all projects; an upgrade that is rolled back is left to its rollback job.</summary>
    public static Task<IReadOnlyList<VpnGatewayJobRow>> ListRunningJobsAsync(this Session session) =>
        session.QueryAsync<VpnGatewayJobRow>(
            $"""
            SELECT {Columns} FROM vpn_gateway_job
            WHERE status IN ('upgrading', 'rolling_back') AND (status = 'upgrading' OR job_type = 'rollback')
            """);

    /// <summary>Jobs of a project, newest first, beginning after a place in that order.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="after">Where the page begins; null: with the newest.</param>
    /// <param name="gatewayId">Only those of this gateway; null: of all.</param>
    /// <param name="limit">Greatest number of rows; null: no limit.</param>
    public static Task<IReadOnlyList<VpnGatewayJobRow>> ListVpnGatewayJobsAsync(
        this Session session, string projectId, Marker? after, string? gatewayId, long? limit)
    {
        var filter = (gatewayId is null ? "" : " AND vgw_id = @gatewayId") + (after is null ? "" : " AND (created_at, id) < (@CreatedAt, @LastId)");
        return session.QueryAsync<VpnGatewayJobRow>(
            $"""
            SELECT {Columns} FROM vpn_gateway_job WHERE project_id = @projectId{filter}
            ORDER BY created_at DESC, id DESC{(limit is null ? "" : " LIMIT @limit")}
            """,
            new { projectId, gatewayId, after?.CreatedAt, LastId = after?.Id, limit });
    }

    /// <summary>The steps of jobs, in order.</summary>
    public static Task<IReadOnlyList<VpnGatewaySubJobRow>> ListSubJobsAsync(this Session session, string[] jobIds) =>
        session.QueryAsync<VpnGatewaySubJobRow>(
            $"SELECT {SubJobColumns} FROM vpn_gateway_sub_job WHERE job_id IN @jobIds ORDER BY job_id, position", new { jobIds });

    /// <summary>Writes how far a job has come.</summary>
    public static Task<int> UpdateAsync(this Session session, VpnGatewayJobRow job) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_gateway_job SET status = @Status, error_message = @ErrorMessage, told_at = @ToldAt, finished_at = @FinishedAt
            WHERE project_id = @ProjectId AND id = @Id
            """,
            job);

    /// <summary>Writes how far a step has come.</summary>
    public static Task<int> UpdateAsync(this Session session, VpnGatewaySubJobRow step) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_gateway_sub_job SET status = @Status, error_message = @ErrorMessage, finished_at = @FinishedAt
            WHERE job_id = @JobId AND position = @Position
            """,
            step);

    /// <summary>Writes what an upgrade changes of a gateway; the row is locked.</summary>
    public static Task<int> UpdateUpgradeAsync(this Session session, VpnGatewayRow gateway) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_gateway SET version = @Version, upgrade_status = @UpgradeStatus, confirmed_generation = @ConfirmedGeneration,
              generation = @Generation, request_id = @RequestId, failed = @Failed
            WHERE project_id = @ProjectId AND id = @Id
            """,
            gateway);

    /// <summary>Jobs are in the enterprise project of their gateway.</summary>
    public static Task<int> MoveVpnGatewayJobsAsync(this Session session, string vgwId, string enterpriseProjectId) =>
        session.ExecuteAsync(
            "UPDATE vpn_gateway_job SET enterprise_project_id = @enterpriseProjectId WHERE vgw_id = @vgwId", new { vgwId, enterpriseProjectId });

    public static async Task DeleteVpnGatewayJobAsync(this Session session, VpnGatewayJobRow job)
    {
        await session.ExecuteAsync("DELETE FROM vpn_gateway_sub_job WHERE job_id = @Id", job);
        await session.ExecuteAsync("DELETE FROM vpn_gateway_job WHERE project_id = @ProjectId AND id = @Id", job);
    }
}
