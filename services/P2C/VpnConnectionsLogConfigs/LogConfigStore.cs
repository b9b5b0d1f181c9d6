using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

/// <summary>SQL of the log configuration of a gateway.</summary>
internal static class LogConfigStore
{
    private const string Select =
        """
        SELECT id, project_id, enterprise_project_id, log_config, frozen_effect, generation, observed_generation, failed, deleting, upgrade_status
        FROM p2c_vpn_gateway WHERE project_id = @projectId AND id = @id
        """;

    /// <exception cref="DomainException"><c>VPN.0509</c>: the project has no such gateway.</exception>
    public static async Task<LogConfigGatewayRow> RequireGatewayAsync(this Session session, string projectId, string id) =>
        await session.FindAsync<LogConfigGatewayRow>(Select, new { projectId, id }) ?? throw ErrorCatalogue.P2cGatewayNotFound.With();

    /// <summary>As <see cref="RequireGatewayAsync"/>; nobody else changes the gateway before the transaction ends.</summary>
    public static async Task<LogConfigGatewayRow> LockGatewayAsync(this Session session, string projectId, string id) =>
        await session.FindAsync<LogConfigGatewayRow>(Select + session.Dialect.ForUpdate, new { projectId, id })
        ?? throw ErrorCatalogue.P2cGatewayNotFound.With();

    public static Task<int> SetLogConfigAsync(this Session session, LogConfigGatewayRow gateway, string? logConfig) =>
        session.ExecuteAsync("UPDATE p2c_vpn_gateway SET log_config = @logConfig WHERE id = @Id", new { gateway.Id, logConfig });
}
