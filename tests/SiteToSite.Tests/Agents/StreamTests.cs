using Grpc.Core;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.Agents;

public sealed class StreamTests
{
    // These agents never beat.
    private const double Lease = 600;

    public static TheoryData<string, Register> BadRegistrations => new()
    {
        { "register.agent_id", new Register { Zone = "zone-a", Backend = "loopback" } },
        { "register.zone", new Register { AgentId = "a", Backend = "loopback" } },
        { "register.zone", new Register { AgentId = "a", Zone = new string('z', 129), Backend = "loopback" } },
        { "register.backend", new Register { AgentId = "a", Zone = "zone-a" } },
        { "register.versions[1]", new Register { AgentId = "a", Zone = "zone-a", Backend = "loopback", Versions = { "1", "" } } },
        { "register.versions", new Register { AgentId = "a", Zone = "zone-a", Backend = "loopback", Versions = { "1", "1" } } },
        { "register.capacity", new Register { AgentId = "a", Zone = "zone-a", Backend = "loopback", Capacity = -1 } },
    };

    [Theory]
    [MemberData(nameof(BadRegistrations))]
    public async Task A_bad_registration_is_refused_naming_its_field(string field, Register register)
    {
        await using var system = await AgentsSystem.StartAsync("sqlite", Lease);
        using var agent = await ScriptedAgent.ConnectAsync(system, register);
        var refusal = await Should.ThrowAsync<RpcException>(agent.NextAsync);
        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refusal.Status.Detail.ShouldContain(field);
    }

    [Fact]
    public async Task Only_agents_may_connect()
    {
        await using var system = await AgentsSystem.StartAsync("sqlite", Lease);
        var register = new Register { AgentId = "a", Zone = "zone-a", Backend = "loopback", Capacity = 1 };
        using var agent = await ScriptedAgent.ConnectAsync(system, register, part: "governance");
        (await Should.ThrowAsync<RpcException>(agent.NextAsync)).StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_second_stream_ends_the_first_whose_reports_no_longer_count(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var first = await ScriptedAgent.RegisterAsync(system, "zone-a", "twice");
        using var second = await ScriptedAgent.RegisterAsync(system, "zone-a", "twice");
        await first.EndAsync();

        var id = await system.CreateGatewayAsync();
        (await second.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().GatewayId.ShouldBe(id);
        await second.ReportAsync(Report(id, 1, 1, ObservedState.Applied));
        await Eventually.Async(async () => (await system.PlacementsAsync(id))[0].ObservedState == "applied");
    }

    [Fact]
    public async Task An_agent_whose_replica_stops_is_at_another_at_once()
    {
        await using var system = await AgentsSystem.StartAsync("postgres");
        var (replica, address) = await system.StartReplicaAsync();
        await using var stopped = replica;
        // The second of two is the first that is asked.
        await system.StartAgentAsync("zone-a", "a", addresses: $"{system.Address},{address}");
        await Eventually.Async(async () => await StreamAsync() is not null);
        var before = await StreamAsync();

        await replica.StopAsync();

        await Eventually.Async(async () => await StreamAsync() != before, TimeSpan.FromSeconds(10));
        var id = await system.CreateGatewayAsync("zone-a", "zone-a");
        await Eventually.Async(async () => (await system.PlacementsAsync(id)).All(placement => placement.ObservedState == "applied"));
        (await system.QueryAsync<long>("SELECT lost FROM agent")).ShouldBe([0]);

        async Task<string?> StreamAsync() => (await system.QueryAsync<string>("SELECT session FROM agent WHERE id = 'a'")).SingleOrDefault();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_registration_that_is_refused_leaves_the_good_stream_alone(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var good = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        var first = await system.CreateGatewayAsync();
        (await good.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().GatewayId.ShouldBe(first);

        using var wrong = await ScriptedAgent.ConnectAsync(system, new Register { AgentId = "a", Zone = "zone-b", Backend = "loopback", Capacity = 1 });
        (await Should.ThrowAsync<RpcException>(wrong.NextAsync)).Status.Detail.ShouldContain("register.zone");

        var second = await system.CreateGatewayAsync();
        (await good.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().GatewayId.ShouldBe(second);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Stale_foreign_and_impossible_reports_move_nothing(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        using var other = await ScriptedAgent.RegisterAsync(system, "zone-b", "b");
        var id = await system.CreateGatewayAsync();
        (await agent.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().Generation.ShouldBe(1);
        await system.UpdateGatewayAsync(id);
        (await agent.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().Generation.ShouldBe(2);
        await agent.ReportAsync(Report(id, 1, 2, ObservedState.Applied));
        await other.ReportAsync(Report(id, 2, 2, ObservedState.Applied));
        await system.BecomesAsync(id, "ACTIVE");

        await agent.ReportAsync(
            Report(id, 1, 1, ObservedState.Failed),
            Report(id, 1, 2, ObservedState.Gone),
            Report(id, 1, 9, ObservedState.Failed),
            Report(id, 3, 2, ObservedState.Failed),
            Report("not-an-id", 1, 2, ObservedState.Failed),
            new ObservedGateway());
        await other.ReportAsync(Report(id, 1, 2, ObservedState.Failed));
        // What is reported last shows that all before was taken in.
        var marker = await MarkerAsync(system, agent);
        await agent.ReportAsync(Report(marker, 1, 1, ObservedState.Applied));
        await Eventually.Async(async () => (await system.PlacementsAsync(marker))[0].ObservedState == "applied");
        var placements = await system.PlacementsAsync(id);
        placements[0].ObservedState.ShouldBe("applied");
        placements[0].ObservedGeneration.ShouldBe(2);
        (await system.StatusAsync(id)).ShouldBe("ACTIVE");
    }

    [Fact]
    public async Task The_second_end_point_of_an_active_standby_pair_is_warm()
    {
        await using var system = await AgentsSystem.StartAsync("sqlite", Lease);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        using var other = await ScriptedAgent.RegisterAsync(system, "zone-b", "b");
        await system.CreateGatewayAsync(haMode: "active-standby");
        var active = (await agent.NextAsync()).Changes.Gateways.ShouldHaveSingleItem();
        var warm = (await other.NextAsync()).Changes.Gateways.ShouldHaveSingleItem();
        (active.Slot, active.Active, active.Spec.LocalAddress).ShouldBe((1, true, "10.0.0.4"));
        (warm.Slot, warm.Active, warm.Spec.LocalAddress).ShouldBe((2, false, "10.0.0.5"));
    }

    private static async Task<string> MarkerAsync(AgentsSystem system, ScriptedAgent agent)
    {
        var id = await system.CreateGatewayAsync();
        (await agent.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().GatewayId.ShouldBe(id);
        return id;
    }

    private static ObservedGateway Report(string id, int slot, long generation, ObservedState state) =>
        new() { GatewayId = id, Slot = slot, Generation = generation, State = state };
}
