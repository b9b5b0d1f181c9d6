using VpnMesh.P2C.Tests.P2cVpnGateways;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.TestKit;

namespace VpnMesh.P2C.Tests.Agents;

/// <summary>From the API to an agent and back: gateways and servers are built, people dial in, are listed, cut and gone.</summary>
public sealed class SessionTests
{
    private const string Password = "Dial-in-7x";

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task People_dial_in_are_listed_and_cut(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect);
        await using var agent = await AgentProcess.StartAsync(system, "region-1a");
        await using var other = await AgentProcess.StartAsync(system, "region-1b");
        var caller = TestSystem.User(TestSystem.NewProject());
        var (gatewayId, serverId) = await BuildAsync(system, caller);
        var user = await CreateUserAsync(system, caller, serverId, "anna");
        var clients = await WithServerAsync([agent, other], serverId, "anna");

        (await clients.DialAsync(serverId, "anna", "wrong-Pass-1")).ShouldBeNull();
        (await clients.DialAsync(serverId, "bert", Password)).ShouldBeNull();
        var session = (await clients.DialAsync(serverId, "anna", Password)).ShouldNotBeNull();
        clients.Carry(session, 4000, 100);
        var listed = await ListedAsync(system, caller, gatewayId, list => list.Any(client => client.InboundBytes == 4000));
        (await system.ShowAsync(caller, gatewayId)).CurrentConnectionNumber.ShouldBe(1);

        listed.Single().ShouldSatisfyAllConditions(
            client => client.ConnectionId.ShouldBe(session),
            client => client.ClientUserName.ShouldBe("anna"),
            client => client.ClientVirtualIp.ShouldBe("172.16.0.5"),
            client => (client.InboundPackets, client.OutboundPackets, client.OutboundBytes).ShouldBe((4, 1, 100)));
        var connections = system.Client(channel => new Protos.P2C.V5.P2cVgwConnections.P2cVgwConnectionsClient(channel));
        await connections.DeleteP2cVgwConnectionAsync(new DeleteP2cVgwConnectionRequest { P2CVgwId = gatewayId, ConnectionId = session }, system.As(caller));
        (await ListAsync(system, caller, gatewayId)).ShouldBeEmpty();
        var again = await Refused.Async(connections.DeleteP2cVgwConnectionAsync(
            new DeleteP2cVgwConnectionRequest { P2CVgwId = gatewayId, ConnectionId = session }, system.As(caller)));
        again.Code.ShouldBe("VPN.0563");
        await Eventually.Async(async () => (await system.QueryAsync<long>("SELECT COUNT(*) FROM p2c_vgw_connection WHERE ended_at IS NOT NULL")).Single() == 1);

        var second = (await clients.DialAsync(serverId, "anna", Password)).ShouldNotBeNull();
        await ListedAsync(system, caller, gatewayId, list => list.Any(client => client.ConnectionId == second));
        await system.Client(channel => new Protos.P2C.V5.VpnUsers.VpnUsersClient(channel)).DeleteVpnUserAsync(
            new DeleteVpnUserRequest { VpnServerId = serverId, UserId = user }, system.As(caller));
        await ListedAsync(system, caller, gatewayId, list => list.Count == 0);
        (await clients.DialAsync(serverId, "anna", Password)).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Clients_of_the_setting_dial_in_by_themselves_once(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect);
        await using var agent = await AgentProcess.StartAsync(system, "region-1a", callers: "anna, bert");
        await using var other = await AgentProcess.StartAsync(system, "region-1b", callers: "anna, bert");
        var caller = TestSystem.User(TestSystem.NewProject());
        var (gatewayId, serverId) = await BuildAsync(system, caller);
        await CreateUserAsync(system, caller, serverId, "anna");
        var session = (await ListedAsync(system, caller, gatewayId, list => list.Count == 1)).Single();

        await system.Client(channel => new Protos.P2C.V5.P2cVgwConnections.P2cVgwConnectionsClient(channel)).DeleteP2cVgwConnectionAsync(
            new DeleteP2cVgwConnectionRequest { P2CVgwId = gatewayId, ConnectionId = session.ConnectionId }, system.As(caller));
        await CreateUserAsync(system, caller, serverId, "bert");

        var second = (await ListedAsync(system, caller, gatewayId, list => list.Count == 1)).Single();
        (session.ClientUserName, second.ClientUserName).ShouldBe(("anna", "bert"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_goes_with_its_server_and_all_that_belongs_to_it(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect);
        await using var agent = await AgentProcess.StartAsync(system, "region-1a");
        await using var other = await AgentProcess.StartAsync(system, "region-1b");
        var caller = TestSystem.User(TestSystem.NewProject());
        var (gatewayId, serverId) = await BuildAsync(system, caller);
        await CreateUserAsync(system, caller, serverId, "anna");
        var clients = await WithServerAsync([agent, other], serverId, "anna");
        (await clients.DialAsync(serverId, "anna", Password)).ShouldNotBeNull();

        await system.DeleteAsync(caller, gatewayId);

        await Eventually.Async(async () => (await system.QueryAsync<long>("SELECT COUNT(*) FROM p2c_vpn_gateway")).Single() == 0);
        foreach (var table in new[] { "vpn_server", "vpn_user", "vpn_user_group", "p2c_vgw_connection", "placement" })
        {
            (await system.QueryAsync<long>($"SELECT COUNT(*) FROM {table}")).Single().ShouldBe(0, table);
        }
        var refusal = await Refused.Async(system.Gateways().ShowP2cVgwAsync(new ShowP2cVgwRequest { P2CVgwId = gatewayId }, system.As(caller)));
        refusal.Code.ShouldBe("VPN.0509");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_upgrade_is_started_and_confirmed(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect, "--GATEWAY_VERSION=oldest");
        await using var agent = await AgentProcess.StartAsync(system, "region-1a");
        await using var other = await AgentProcess.StartAsync(system, "region-1b");
        var caller = TestSystem.User(TestSystem.NewProject());
        var gatewayId = await system.CreateAsync(caller);
        await StatusAsync(system, caller, gatewayId, "ACTIVE");
        var jobs = system.Client(channel => new Protos.P2C.V5.P2cVpnGatewayJobs.P2cVpnGatewayJobsClient(channel));

        var started = await jobs.UpgradeP2cVpnGatewayAsync(new UpgradeP2cVpnGatewayRequest { P2CVgwId = gatewayId, Action = "start" }, system.As(caller));
        await StatusAsync(system, caller, gatewayId, "PENDING_UPGRADE_CONFIRM");
        var twice = await Refused.Async(jobs.UpgradeP2cVpnGatewayAsync(new UpgradeP2cVpnGatewayRequest { P2CVgwId = gatewayId, Action = "start" }, system.As(caller)));
        var finished = await jobs.UpgradeP2cVpnGatewayAsync(new UpgradeP2cVpnGatewayRequest { P2CVgwId = gatewayId, Action = "finish" }, system.As(caller));
        await StatusAsync(system, caller, gatewayId, "ACTIVE");

        twice.Code.ShouldBe("VPN.0031");
        finished.JobId.ShouldBe(started.JobId);
        var job = (await jobs.ListP2cVpnGatewayJobsAsync(new ListP2cVpnGatewayJobsRequest { ResourceId = gatewayId }, system.As(caller))).Jobs.Single();
        (job.Status, job.JobType).ShouldBe(("success", "upgrade"));
        job.SubJobs.Select(step => (step.JobType, step.Status)).ShouldBe([("prepare_resource", "success"), ("upgrade_worker_1", "success"), ("upgrade_worker_2", "success")]);
        (await system.ShowAsync(caller, gatewayId)).Version.ShouldBe("5.1.0");
    }

    private static async Task<(string GatewayId, string ServerId)> BuildAsync(TestSystem system, CallerContext caller)
    {
        var gatewayId = await system.CreateAsync(caller);
        await StatusAsync(system, caller, gatewayId, "ACTIVE");
        var servers = system.Client(channel => new Protos.P2C.V5.VpnServers.VpnServersClient(channel));
        var created = await servers.CreateVpnServerAsync(
            new CreateVpnServerRequest
            {
                P2CVgwId = gatewayId,
                VpnServer = new NewVpnServer
                {
                    ClientCidr = "172.16.0.0/24",
                    LocalSubnets = { "192.168.0.0/24" },
                    ServerCertificate = new NewServerCertificate { Source = "SERVICE_SIGN" },
                },
            },
            system.As(caller));
        await Eventually.Async(async () =>
            (await servers.ListVpnServersByVgwAsync(new ListVpnServersByVgwRequest { P2CVgwId = gatewayId }, system.As(caller))).VpnServers.Single().Status == "ACTIVE");
        return (gatewayId, created.VpnServer.Id);
    }

    private static async Task<string> CreateUserAsync(TestSystem system, CallerContext caller, string serverId, string name) =>
        (await system.Client(channel => new Protos.P2C.V5.VpnUsers.VpnUsersClient(channel)).CreateVpnUserAsync(
            new CreateVpnUserRequest { VpnServerId = serverId, User = new NewVpnUser { Name = name, Password = Password } }, system.As(caller))).User.Id;

    private static Task StatusAsync(TestSystem system, CallerContext caller, string gatewayId, string status) =>
        Eventually.Async(async () => (await system.ShowAsync(caller, gatewayId)).Status == status);

    /// <summary>The agent that has the server, once it knows the user.</summary>
    private static async Task<GatewayAgent.Clients.LoopbackClients> WithServerAsync(AgentProcess[] agents, string serverId, string userName)
    {
        GatewayAgent.Clients.LoopbackClients? found = null;
        await Eventually.Async(() => Task.FromResult(
            (found = agents.Select(agent => agent.Clients).FirstOrDefault(clients => clients.Knows(serverId, userName))) is not null));
        return found!;
    }

    private static async Task<IReadOnlyList<P2cConnection>> ListAsync(TestSystem system, CallerContext caller, string gatewayId) =>
        (await system.Client(channel => new Protos.P2C.V5.P2cVgwConnections.P2cVgwConnectionsClient(channel)).ListP2cVgwConnectionsAsync(
            new ListP2cVgwConnectionsRequest { P2CVgwId = gatewayId }, system.As(caller))).Connections;

    private static async Task<IReadOnlyList<P2cConnection>> ListedAsync(
        TestSystem system, CallerContext caller, string gatewayId, Func<IReadOnlyList<P2cConnection>, bool> isDone)
    {
        IReadOnlyList<P2cConnection> listed = [];
        await Eventually.Async(async () => isDone(listed = await ListAsync(system, caller, gatewayId)));
        return listed;
    }
}
