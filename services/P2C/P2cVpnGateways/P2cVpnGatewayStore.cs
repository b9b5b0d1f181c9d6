using VpnMesh.P2C.TaggedResources;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>All SQL of point-to-cloud gateways but what agents report.</summary>
internal static class P2cVpnGatewayStore
{
    private const string Columns =
        """
        id, project_id, enterprise_project_id, name, vpc_id, connect_subnet, flavor, zones, eip, max_connection_number, tags, log_config,
        frozen_effect, order_in_progress, created_at, updated_at, applied_at, generation, request_id, observed_generation, failed, deleting,
        version, upgrade_status, confirmed_generation
        """;

    /// <summary>Writes a new gateway with its end point, in the first of its zones.</summary>
    public static Task InsertAsync(this Session session, P2cVpnGatewayRow gateway)
    {
        var arguments = new Dapper.DynamicParameters(gateway);
        arguments.Add("Zone", gateway.Zones.ToStrings()[0]);
        return session.ExecuteAsync(
            $"""
            INSERT INTO p2c_vpn_gateway (id, project_id, enterprise_project_id, name, vpc_id, connect_subnet, flavor, zones, eip,
              max_connection_number, tags, created_at, updated_at, generation, request_id, version)
            VALUES (@Id, @ProjectId, @EnterpriseProjectId, @Name, @VpcId, @ConnectSubnet, @Flavor, @Zones, @Eip,
              @MaxConnectionNumber, @Tags, @CreatedAt, @UpdatedAt, @Generation, @RequestId, @Version);
            INSERT INTO placement (gateway_id, slot, zone, version) VALUES (@Id, 1, @Zone, @Version);
            {session.TellSql(TaggedTypes.Gateway)}
            """,
            arguments);
    }

    /// <summary>A gateway of a project, or null.</summary>
    public static Task<P2cVpnGatewayRow?> FindP2cVpnGatewayAsync(this Session session, string projectId, string id) =>
        session.FindAsync<P2cVpnGatewayRow>($"SELECT {Columns} FROM p2c_vpn_gateway WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>As <see cref="FindP2cVpnGatewayAsync"/>; nobody else changes the row before the transaction ends.</summary>
    public static Task<P2cVpnGatewayRow?> LockP2cVpnGatewayAsync(this Session session, string projectId, string id) =>
        session.FindAsync<P2cVpnGatewayRow>(
            $"SELECT {Columns} FROM p2c_vpn_gateway WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    /// <summary>The gateway of a caller's project.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="id">Id as the caller wrote it.</param>
    /// <exception cref="DomainException"><c>VPN.0509</c>, also for what is no UUID</exception>
    public static async Task<P2cVpnGatewayRow> RequireP2cVpnGatewayAsync(this Session session, string projectId, string id) =>
        (Wire.IsUuid(id) ? await session.FindP2cVpnGatewayAsync(projectId, id.ToLowerInvariant()) : null)
        ?? throw ErrorCatalogue.P2cGatewayNotFound.With();

    /// <summary>Whether an agent has the end point of a gateway.</summary>
    public static async Task<bool> IsServedByAsync(this Session session, string id, string agentId) =>
        await session.ScalarAsync<long>("SELECT COUNT(*) FROM placement WHERE gateway_id = @id AND agent_id = @agentId", new { id, agentId }) > 0;

    /// <summary>Gateways of any project, as they are at the moment.</summary>
    public static Task<IReadOnlyList<P2cVpnGatewayRow>> ListP2cVpnGatewaysAsync(this Session session, string[] ids) =>
        session.QueryAsync<P2cVpnGatewayRow>($"SELECT {Columns} FROM p2c_vpn_gateway WHERE id IN @ids", new { ids });

    /// <summary>As <see cref="ListP2cVpnGatewaysAsync"/>, locked in the order of their ids.</summary>
    public static Task<IReadOnlyList<P2cVpnGatewayRow>> LockP2cVpnGatewaysAsync(this Session session, string[] ids) =>
        session.QueryAsync<P2cVpnGatewayRow>($"SELECT {Columns} FROM p2c_vpn_gateway WHERE id IN @ids ORDER BY id{session.Dialect.ForUpdate}", new { ids });

    /// <summary>Gateways of all projects in the order of their ids, after a given one.</summary>
    public static Task<IReadOnlyList<WrittenResource>> ListWrittenGatewaysAsync(this Session session, string after, int limit) =>
        session.QueryAsync<WrittenResource>(
            "SELECT project_id, id, zones FROM p2c_vpn_gateway WHERE id > @after ORDER BY id LIMIT @limit", new { after, limit });

    /// <summary>A page of the gateways of a project, newest first.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="marker">Where the page starts; null: with the newest.</param>
    /// <param name="limit">Greatest number of them; null: all.</param>
    public static Task<IReadOnlyList<P2cVpnGatewayRow>> PageP2cVpnGatewaysAsync(this Session session, string projectId, Marker? marker, long? limit) =>
        session.QueryAsync<P2cVpnGatewayRow>(
            $"""
            SELECT {Columns} FROM p2c_vpn_gateway WHERE project_id = @projectId
              {(marker is null ? "" : "AND (created_at, id) < (@CreatedAt, @Id)")}
            ORDER BY created_at DESC, id DESC {(limit is null ? "" : "LIMIT @limit")}
            """,
            new { projectId, marker?.CreatedAt, marker?.Id, limit });

    /// <summary>How many gateways a project has; its quota keeps that small.</summary>
    public static Task<long> CountP2cVpnGatewaysAsync(this Session session, string projectId) =>
        session.ScalarAsync<long>("SELECT COUNT(*) FROM p2c_vpn_gateway WHERE project_id = @projectId", new { projectId });

    /// <summary>Writes what can be changed of a locked gateway.</summary>
    public static Task UpdateAsync(this Session session, P2cVpnGatewayRow gateway) =>
        session.ExecuteAsync(
            """
            UPDATE p2c_vpn_gateway SET name = @Name, eip = @Eip, frozen_effect = @FrozenEffect, deleting = @Deleting, updated_at = @UpdatedAt,
              generation = @Generation, request_id = @RequestId
            WHERE project_id = @ProjectId AND id = @Id
            """,
            gateway);
}
