using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnServers;

/// <summary>The operations of servers as a caller uses them, on a gateway that is there.</summary>
internal sealed class ServerActions(TestSystem system, CallerContext caller, string gatewayId)
{
    private readonly Protos.P2C.V5.VpnServers.VpnServersClient _client =
        system.Client(channel => new Protos.P2C.V5.VpnServers.VpnServersClient(channel));

    public TestSystem System => system;

    public CallerContext Caller => caller;

    public string GatewayId => gatewayId;

    public static async Task<ServerActions> OnNewGatewayAsync(TestSystem system)
    {
        var caller = TestSystem.User(TestSystem.NewProject());
        return new ServerActions(system, caller, await system.InsertGatewayAsync(caller));
    }

    /// <summary>A server that is taken, with a certificate that the service signs.</summary>
    public static NewVpnServer Example(Action<NewVpnServer>? vary = null)
    {
        var server = new NewVpnServer
        {
            ClientCidr = "172.16.0.1/20",
            LocalSubnets = { "10.16.1.7/24", "10.16.0.0/24" },
            ServerCertificate = new NewServerCertificate { Source = "SERVICE_SIGN" },
        };
        vary?.Invoke(server);
        return server;
    }

    /// <summary>The certificate of a CA of clients, given with a new server.</summary>
    public static NewClientCaCertificate Ca(string? content = null) =>
        new() { Content = content ?? ClientCaCertificates.CaCertificates.Documented };

    public ServerActions On(string otherGatewayId) => new(system, caller, otherGatewayId);

    public ServerActions As(CallerContext other) => new(system, other, gatewayId);

    public AsyncUnaryCall<CreateVpnServerResponse> Create(NewVpnServer? server, string? token = null)
    {
        var request = new CreateVpnServerRequest { P2CVgwId = gatewayId, VpnServer = server };
        if (token is not null)
        {
            request.ClientToken = token;
        }
        return _client.CreateVpnServerAsync(request, system.As(caller));
    }

    /// <summary>Creates a server; it is ACTIVE as if its agent had reported it.</summary>
    public async Task<string> CreateAsync(Action<NewVpnServer>? vary = null)
    {
        var id = (await Create(Example(vary))).VpnServer.Id;
        await ApplyAsync();
        return id;
    }

    /// <summary>Has the agent report the server as it is to be.</summary>
    public Task ApplyAsync() => SetServerAsync("observed_generation = generation");

    public Task<int> SetServerAsync(string columns) =>
        system.ExecuteAsync($"UPDATE vpn_server SET {columns} WHERE p2c_vgw_id = @gatewayId", new { gatewayId });

    public Task<int> SetGatewayAsync(string columns) =>
        system.ExecuteAsync($"UPDATE p2c_vpn_gateway SET {columns} WHERE id = @gatewayId", new { gatewayId });

    public AsyncUnaryCall<ListVpnServersByVgwResponse> List() =>
        _client.ListVpnServersByVgwAsync(new ListVpnServersByVgwRequest { P2CVgwId = gatewayId }, system.As(caller));

    public async Task<VpnServer> ShownAsync() => (await List()).VpnServers.Single();

    public AsyncUnaryCall<ListVpnServersByProjectResponse> ListAll(long? limit = null, string? marker = null)
    {
        var request = new ListVpnServersByProjectRequest();
        if (limit is { } most)
        {
            request.Limit = most;
        }
        if (marker is not null)
        {
            request.Marker = marker;
        }
        return _client.ListVpnServersByProjectAsync(request, system.As(caller));
    }

    public AsyncUnaryCall<UpdateVpnServerResponse> Update(string id, VpnServerChanges? changes) =>
        _client.UpdateVpnServerAsync(new UpdateVpnServerRequest { VpnServerId = id, VpnServer = changes }, system.As(caller));

    public AsyncUnaryCall<ExportClientConfigResponse> Export(string id, string? osType = null)
    {
        var request = new ExportClientConfigRequest { VpnServerId = id };
        if (osType is not null)
        {
            request.OsType = osType;
        }
        return _client.ExportClientConfigAsync(request, system.As(caller));
    }
}
