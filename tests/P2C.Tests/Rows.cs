using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.Tests;

/// <summary>Gateways and servers written as rows, for tests of what belongs to a server: active, as if agents had reported them.</summary>
internal static class Rows
{
    public const string ClientCidr = "172.16.0.0/20";

    /// <summary>A server of an active gateway, with its built-in group and access policy.</summary>
    /// <returns>Id of the server.</returns>
    public static async Task<string> InsertServerAsync(this TestSystem system, CallerContext caller, string authType = "LOCAL_PASSWORD")
    {
        var gatewayId = await system.InsertGatewayAsync(caller);
        var id = NewId();
        await system.ExecuteAsync(
            """
            INSERT INTO vpn_server (id, project_id, p2c_vgw_id, client_cidr, local_subnets, client_auth_type, tunnel_protocol, certificate_source,
              ssl_options, dns_servers, created_at, updated_at, generation, observed_generation)
            VALUES (@id, @ProjectId, @gatewayId, @ClientCidr, '["192.168.0.0/24"]', @authType, 'SSL', 'SERVICE_SIGN',
              '{"protocol":"TCP","port":443,"encryption_algorithm":"AES-128-GCM","is_compressed":false}', '[]', 1, 1, 1, 1)
            """,
            new { id, caller.ProjectId, gatewayId, ClientCidr, authType });
        var groupId = NewId();
        await system.ExecuteAsync(
            """
            INSERT INTO vpn_user_group (id, project_id, vpn_server_id, name, type, created_at, updated_at)
            VALUES (@groupId, @ProjectId, @id, 'default', 'Default', 1, 1)
            """,
            new { groupId, caller.ProjectId, id });
        return id;
    }

    /// <summary>An active gateway.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> InsertGatewayAsync(this TestSystem system, CallerContext caller)
    {
        var id = NewId();
        await system.ExecuteAsync(
            """
            INSERT INTO p2c_vpn_gateway (id, project_id, enterprise_project_id, name, vpc_id, connect_subnet, flavor, zones, eip,
              max_connection_number, tags, created_at, updated_at, applied_at, generation, observed_generation)
            VALUES (@id, @ProjectId, '0', 'p2c-vpngw-test', @vpcId, @vpcId, 'Professional1', '["zone-a"]',
              '{"id":"e0d77cb6-3ba8-4d27-a5d4-06d6e7c8ba4e","ip_address":"203.0.113.7"}', 500, '[]', 1, 1, 1, 1, 1)
            """,
            new { id, caller.ProjectId, vpcId = NewId() });
        return id;
    }

    private static string NewId() => TimeProvider.System.NewId();
}
