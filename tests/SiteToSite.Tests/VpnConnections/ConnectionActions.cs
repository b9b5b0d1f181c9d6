using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>What the tests do with connections, in the words of the operations.</summary>
internal static class ConnectionActions
{
    public static Protos.SiteToSite.V5.VpnConnections.VpnConnectionsClient Connections(this TestSystem system) =>
        system.Client(channel => new Protos.SiteToSite.V5.VpnConnections.VpnConnectionsClient(channel));

    public static AsyncUnaryCall<CreateVpnConnectionResponse> Create(this TestSystem system, CallerContext caller, NewVpnConnection? wanted) =>
        system.Connections().CreateVpnConnectionAsync(new CreateVpnConnectionRequest { VpnConnection = wanted }, system.As(caller));

    public static async Task<VpnConnection> CreateAsync(this TestSystem system, CallerContext caller, NewVpnConnection wanted) =>
        (await system.Create(caller, wanted)).VpnConnection;

    /// <summary>Creates a connection and reports its tunnel.</summary>
    public static async Task<VpnConnection> CreateAppliedAsync(this TestSystem system, CallerContext caller, NewVpnConnection wanted)
    {
        var created = await system.CreateAsync(caller, wanted);
        await system.ConnectionAppliedAsync(created.Id);
        return created;
    }

    public static AsyncUnaryCall<BatchCreateVpnConnectionResponse> CreateBatch(
        this TestSystem system, CallerContext caller, params NewVpnConnection[] wanted) => system.Connections().BatchCreateVpnConnectionAsync(
            new BatchCreateVpnConnectionRequest { VpnConnections = { wanted } }, system.As(caller));

    public static async Task<VpnConnection> ShowConnectionAsync(this TestSystem system, CallerContext caller, string id) =>
        (await system.Connections().ShowVpnConnectionAsync(new ShowVpnConnectionRequest { VpnConnectionId = id }, system.As(caller))).VpnConnection;

    public static async Task<ListVpnConnectionsResponse> ListAsync(this TestSystem system, CallerContext caller, ListVpnConnectionsRequest request) =>
        await system.Connections().ListVpnConnectionsAsync(request, system.As(caller));

    public static AsyncUnaryCall<UpdateVpnConnectionResponse> Change(this TestSystem system, CallerContext caller, string id, VpnConnectionChanges? changes) =>
        system.Connections().UpdateVpnConnectionAsync(
            new UpdateVpnConnectionRequest { VpnConnectionId = id, VpnConnection = changes }, system.As(caller));

    public static async Task<VpnConnection> UpdateAsync(this TestSystem system, CallerContext caller, string id, VpnConnectionChanges changes) =>
        (await system.Change(caller, id, changes)).VpnConnection;

    public static AsyncUnaryCall<ResetVpnConnectionResponse> Reset(this TestSystem system, CallerContext caller, string id) =>
        system.Connections().ResetVpnConnectionAsync(new ResetVpnConnectionRequest { VpnConnectionId = id }, system.As(caller));

    public static AsyncUnaryCall<DeleteVpnConnectionResponse> Delete(this TestSystem system, CallerContext caller, string id) =>
        system.Connections().DeleteVpnConnectionAsync(new DeleteVpnConnectionRequest { VpnConnectionId = id }, system.As(caller));

    /// <summary>Stands for the agent's report that the newest generation is in effect.</summary>
    public static Task ConnectionAppliedAsync(this TestSystem system, string id, string state = "down") => system.ExecuteAsync(
        "UPDATE vpn_connection SET applied_generation = generation, observed_generation = generation, observed_state = @state WHERE id = @id",
        new { id, state });

    /// <summary>Sets how many connections the project of the caller may have.</summary>
    public static async Task SetConnectionQuotaAsync(this TestSystem system, CallerContext caller, long quota) =>
        await system.Inventory().SetQuotaAsync(
            new SetQuotaRequest { ProjectId = caller.ProjectId, Type = "vpn_connection", Quota = quota }, system.As(GatewayActions.Administrator));
}
