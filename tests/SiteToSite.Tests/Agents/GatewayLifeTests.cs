using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.Agents;

public sealed class GatewayLifeTests
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_becomes_active_follows_updates_and_goes(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        var agents = new[] { await system.StartAgentAsync("zone-a"), await system.StartAgentAsync("zone-b") };

        var id = await system.CreateGatewayAsync();
        await system.BecomesAsync(id, "ACTIVE");
        (await system.PlacementsAsync(id)).Select(placement => placement.AgentId).ShouldBe(["agent-zone-a", "agent-zone-b"]);
        (await system.FindAsync(id))!.AppliedAt.ShouldNotBeNull();

        // Several in a row: agents converge on the newest.
        for (var update = 0; update < 5; update++)
        {
            await system.UpdateGatewayAsync(id);
        }
        await Eventually.Async(async () => (await system.FindAsync(id))!.ObservedGeneration == 6);
        await system.BecomesAsync(id, "ACTIVE");
        agents[0].Tunnels.Digest().ShouldBe(await system.DesiredDigestAsync("agent-zone-a"));

        await system.DeleteGatewayAsync(id);
        await system.BecomesAsync(id, null);
        (await system.PlacementsAsync(id)).ShouldBeEmpty();
        await Eventually.Async(() => system.Events.Of(id).LastOrDefault() == "vpn_gateway.deleted");
        system.Events.Of(id)[0].ShouldBe("PENDING_CREATE -> ACTIVE");
        agents[1].Tunnels.Digest().ShouldBe(await system.DesiredDigestAsync("agent-zone-b"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_failure_shows_until_it_is_repaired(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        var agent = await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var id = await system.CreateGatewayAsync();
        var other = await system.CreateGatewayAsync();
        await system.AllBecomeAsync("ACTIVE");

        agent.Backend.Fail(id, "no route to the peer network");
        await system.BecomesAsync(id, "FAULT");
        (await system.StatusAsync(other)).ShouldBe("ACTIVE");

        agent.Backend.Repair(id);
        await system.BecomesAsync(id, "ACTIVE");
        await Eventually.Async(() => system.Events.Of(id).Length == 3);
        system.Events.Of(id).ShouldBe(["PENDING_CREATE -> ACTIVE", "ACTIVE -> FAULT", "FAULT -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_waits_for_the_first_agents_of_its_zones(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        await system.StartAgentAsync("zone-a");
        var id = await system.CreateGatewayAsync();
        await Eventually.Async(async () => (await system.PlacementsAsync(id))[0].ObservedState == "applied");
        (await system.StatusAsync(id)).ShouldBe("PENDING_CREATE");

        await system.StartAgentAsync("zone-b");
        await system.BecomesAsync(id, "ACTIVE");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_that_no_agent_ever_had_can_be_deleted(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        var id = await system.CreateGatewayAsync();
        await system.DeleteGatewayAsync(id);
        await system.BecomesAsync(id, null);
        await Eventually.Async(() => system.Events.Of(id) is ["vpn_gateway.deleted"]);
    }

    [Fact]
    public async Task Thousands_of_gateways_are_spread_by_load_and_within_capacity()
    {
        await using var system = await AgentsSystem.StartAsync("sqlite");
        await system.StartAgentAsync("zone-a", "small", capacity: 500);
        await system.StartAgentAsync("zone-a", "large", capacity: 1500);
        await system.StartAgentAsync("zone-b", capacity: 10_000);

        var ids = await system.CreateGatewaysAsync(2100);
        await Eventually.Async(
            async () => (await system.ListAsync()).Count(gateway => gateway.ObservedGeneration == 1) == 2000, TimeSpan.FromSeconds(60));
        var agents = new Dictionary<string, int>();
        foreach (var id in ids)
        {
            var agent = (await system.PlacementsAsync(id))[0].AgentId ?? "nobody";
            agents[agent] = agents.GetValueOrDefault(agent) + 1;
        }
        agents.ShouldBe(new Dictionary<string, int> { ["small"] = 500, ["large"] = 1500, ["nobody"] = 100 }, ignoreOrder: true);

        await system.StartAgentAsync("zone-a", "late");
        await system.AllBecomeAsync("ACTIVE");
    }
}
