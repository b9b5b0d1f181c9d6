using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What the tests do with gateways, in the words of the operations.</summary>
internal static class GatewayActions
{
    public static Protos.SiteToSite.V5.VpnGateways.VpnGatewaysClient Gateways(this TestSystem system) =>
        system.Client(channel => new Protos.SiteToSite.V5.VpnGateways.VpnGatewaysClient(channel));

    public static async Task<VpnGateway> CreateAsync(this TestSystem system, CallerContext caller, NewVpnGateway gateway) =>
        (await system.Gateways().CreateVgwAsync(new CreateVgwRequest { VpnGateway = gateway }, system.As(caller))).VpnGateway;

    public static async Task<VpnGateway> ShowAsync(this TestSystem system, CallerContext caller, string id) =>
        (await system.Gateways().ShowVgwAsync(new ShowVgwRequest { VgwId = id }, system.As(caller))).VpnGateway;

    public static async Task<IReadOnlyList<VpnGateway>> ListAsync(this TestSystem system, CallerContext caller, params string[] enterpriseProjectIds) =>
        (await system.Gateways().ListVgwsAsync(new ListVgwsRequest { EnterpriseProjectId = { enterpriseProjectIds } }, system.As(caller))).VpnGateways;

    public static async Task<VpnGateway> UpdateAsync(this TestSystem system, CallerContext caller, string id, VpnGatewayChanges changes) =>
        (await system.Gateways().UpdateVgwAsync(new UpdateVgwRequest { VgwId = id, VpnGateway = changes }, system.As(caller))).VpnGateway;

    /// <summary>An administrator takes an EIP off its gateway.</summary>
    public static async Task UnbindAsync(this TestSystem system, string projectId, string eipId) =>
        await system.Inventory().UnbindEipAsync(new UnbindEipRequest { ProjectId = projectId, EipId = eipId }, system.As(Administrator));

    public static InventoryAdministration.InventoryAdministrationClient Inventory(this TestSystem system) =>
        system.Client(channel => new InventoryAdministration.InventoryAdministrationClient(channel));

    public static CallerContext Administrator => CallerExtensions.OfPart(CallerExtensions.Administrator);

    /// <summary>Creates a gateway and reports it in service.</summary>
    public static async Task<VpnGateway> CreateActiveAsync(this TestSystem system, CallerContext caller, NewVpnGateway gateway)
    {
        var created = await system.CreateAsync(caller, gateway);
        await system.AppliedAsync(created.Id);
        return created;
    }

    /// <summary>Writes a gateway in service without asking anybody.</summary>
    public static async Task<string> InsertAsync(this TestSystem system, string projectId)
    {
        var id = Examples.Id();
        await system.ExecuteAsync(
            """
            INSERT INTO vpn_gateway (id, project_id, enterprise_project_id, name, network_type, attachment_type, ip_version, vpc_id, connect_subnet,
              local_subnets, bgp_asn, flavor, zones, zones_named, public_border_group, connection_number, access_vpc_id, access_subnet_id, ha_mode,
              tags, created_at, updated_at, generation, observed_generation)
            VALUES (@id, @projectId, '0', 'a', 'public', 'vpc', 'ipv4', 'v', 's', '["10.0.0.0/8"]', 64512, 'Professional1', '["region-1a"]', 0,
              'center', 200, 'v', 's', 'active-active', '[]', 1, 1, 1, 1)
            """,
            new { id, projectId });
        return id;
    }

    /// <summary>The changes with a name, if one is given.</summary>
    public static VpnGatewayChanges With(this VpnGatewayChanges changes, string? name)
    {
        if (name is not null)
        {
            changes.Name = name;
        }
        return changes;
    }

    /// <summary>Stands for the agents' reports that the newest generation is in effect.</summary>
    public static Task AppliedAsync(this TestSystem system, string id) => system.ExecuteAsync(
        "UPDATE vpn_gateway SET observed_generation = generation, applied_at = COALESCE(applied_at, updated_at) WHERE id = @id", new { id });

    /// <summary>Puts the end points on an agent that never reports, so that a deletion does not come to its end.</summary>
    public static async Task PlaceAsync(this TestSystem system, string id)
    {
        await system.ExecuteAsync(
            """
            INSERT INTO agent (id, zone, capacity, backend, session, lease_until) VALUES ('silent', 'nowhere', 0, 'loopback', '', 99999999999999)
            ON CONFLICT DO NOTHING
            """);
        await system.ExecuteAsync("UPDATE placement SET agent_id = 'silent' WHERE gateway_id = @id", new { id });
    }

    /// <summary>Brings a gateway into a status.</summary>
    public static Task PutIntoAsync(this TestSystem system, string id, string status) => system.ExecuteAsync(
        $"UPDATE vpn_gateway SET {Columns(status)} WHERE id = @id", new { id });

    private static string Columns(string status) => status switch
    {
        "PENDING_CREATE" => "observed_generation = 0",
        "PENDING_UPDATE" => "observed_generation = generation, generation = generation + 1",
        "PENDING_DELETE" => "deleting = 1",
        "FAULT" => "failed = 1",
        "FREEZED" => "frozen = 1",
        "UPGRADING" or "PENDING_UPGRADE_CONFIRM" or "ROLLING_BACK" => $"upgrade_status = '{status}'",
        _ => "observed_generation = generation",
    };
}
