using Grpc.Core;
using VpnMesh.P2C.Tests.P2cVpnGateways;
using VpnMesh.Protos.P2C.V5;
using Client = VpnMesh.Protos.P2C.V5.P2cVgwConnections.P2cVgwConnectionsClient;

namespace VpnMesh.P2C.Tests.P2cVgwConnections;

/// <summary>Of which gateways clients are cut.</summary>
public sealed class DisconnectTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [InlineData("PENDING_CREATE", "VPN.0506", "400")]
    [InlineData("PENDING_DELETE", "VPN.0508", "400")]
    [InlineData("FAULT", "VPN.0510", "500")]
    [InlineData("FROZEN", "VPN.0510", "500")]
    [InlineData("FROZEN, deletable", "VPN.0510", "500")]
    public async Task Status_of_the_gateway(string status, string code, string httpStatus)
    {
        var (gateway, connection) = await ConnectedAsync(status);

        var refusal = await Refused.Async(gateway.Cut(connection));
        var unknown = await Refused.Async(gateway.Cut(GatewayActions.Id()));

        (refusal.Code, refusal.Status).ShouldBe((code, httpStatus));
        (unknown.Code, unknown.Status).ShouldBe(("VPN.0563", "404"));
        (await gateway.CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("ACTIVE")]
    [InlineData("PENDING_UPDATE")]
    [InlineData("UPGRADING")]
    public async Task Clients_are_cut_of_a_gateway_that_works(string status)
    {
        var (gateway, connection) = await ConnectedAsync(status);

        await gateway.Cut(connection.ToUpperInvariant());

        (await gateway.CountAsync()).ShouldBe(0);
    }

    private async Task<(Gateway Gateway, string Connection)> ConnectedAsync(string status)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (gatewayId, id) = (await system.InsertGatewayAsync(caller), GatewayActions.Id());
        await system.ExecuteAsync(
            """
            INSERT INTO p2c_vgw_connection (id, project_id, p2c_vgw_id, vpn_server_id, client_virtual_ip, client_ip, client_user_name, established_at,
              inbound_packets, outbound_packets, inbound_bytes, outbound_bytes, collected_at)
            VALUES (@id, @ProjectId, @gatewayId, @id, '172.16.0.5', '203.0.113.9', 'anna', 1, 0, 0, 0, 0, 1)
            """,
            new { id, caller.ProjectId, gatewayId });
        await system.PutIntoAsync(gatewayId, status);
        return (new Gateway(system.Client(channel => new Client(channel)), system.As(caller), gatewayId), id);
    }

    private sealed record Gateway(Client Connections, CallOptions Caller, string Id)
    {
        public AsyncUnaryCall<DeleteP2cVgwConnectionResponse> Cut(string connection) => Connections.DeleteP2cVgwConnectionAsync(
            new DeleteP2cVgwConnectionRequest { P2CVgwId = Id, ConnectionId = connection }, Caller);

        public async Task<long> CountAsync() =>
            (await Connections.ListP2cVgwConnectionsAsync(new ListP2cVgwConnectionsRequest { P2CVgwId = Id }, Caller)).TotalCount;
    }
}
