using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.Agents;

public sealed class LostAgentsTests
{
    // Long enough for a busy machine: an agent whose beat is late would be lost, and the lists of events longer.
    private const double Lease = 6;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Another_agent_of_the_zone_takes_over_without_a_fault(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        var lost = await system.StartAgentAsync("zone-a", "lost");
        await system.StartAgentAsync("zone-b");
        var ids = await system.CreateGatewaysAsync(20);
        await system.AllBecomeAsync("ACTIVE");

        var other = await system.StartAgentAsync("zone-a", "other");
        await lost.StopAsync();
        await Eventually.Async(async () => (await system.PlacementsAsync(ids[^1]))[0] is { AgentId: "other", ObservedState: "applied" });
        await Eventually.Async(async () => other.Tunnels.Digest() == await system.DesiredDigestAsync("other"));
        foreach (var id in ids)
        {
            (await system.PlacementsAsync(id))[0].AgentId.ShouldBe("other");
            system.Events.Of(id).ShouldBe(["PENDING_CREATE -> ACTIVE"]);
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Without_another_agent_the_loss_shows_until_the_same_one_is_back(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        var agent = await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var id = await system.CreateGatewayAsync();
        await system.BecomesAsync(id, "ACTIVE");

        await agent.StopAsync();
        await system.BecomesAsync(id, "FAULT");

        // It has forgotten everything, like every restarted process.
        await system.StartAgentAsync("zone-a");
        await system.BecomesAsync(id, "ACTIVE");
        await Eventually.Async(() => system.Events.Of(id).Length == 3);
        system.Events.Of(id).ShouldBe(["PENDING_CREATE -> ACTIVE", "ACTIVE -> FAULT", "FAULT -> ACTIVE"]);
        system.Events.Of("agent-zone-a").ShouldBe(["gateway_agent.returned", "gateway_agent.lost", "gateway_agent.returned"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Without_another_agent_the_loss_shows_until_a_new_one_comes(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        var agent = await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var id = await system.CreateGatewayAsync();
        await system.BecomesAsync(id, "ACTIVE");
        await agent.StopAsync();
        await system.BecomesAsync(id, "FAULT");

        await system.StartAgentAsync("zone-a", "newcomer");
        await system.BecomesAsync(id, "ACTIVE");
        (await system.PlacementsAsync(id))[0].AgentId.ShouldBe("newcomer");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_can_be_deleted_although_its_agent_is_lost_for_good(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        var agent = await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var before = await system.CreateGatewayAsync();
        var after = await system.CreateGatewayAsync();
        await system.AllBecomeAsync("ACTIVE");

        await agent.StopAsync();
        await system.DeleteGatewayAsync(before);
        await system.BecomesAsync(after, "FAULT");
        await system.DeleteGatewayAsync(after);
        await system.BecomesAsync(before, null);
        await system.BecomesAsync(after, null);
        await Eventually.Async(() => system.Events.Of(after).LastOrDefault() == "vpn_gateway.deleted");
    }

    [Fact]
    public async Task A_lease_runs_out_exactly_when_it_was_not_renewed()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var system = await AgentsSystem.StartAsync("sqlite", lease: 15, time);
        using var silent = await ScriptedAgent.RegisterAsync(system, "zone-a", "silent");
        using var alive = await ScriptedAgent.RegisterAsync(system, "zone-b", "alive");
        var id = await system.CreateGatewayAsync();
        var beaten = time.GetUtcNow();
        await PassAsync(time, async () =>
        {
            await KeepAliveAsync(silent, DateTimeOffset.MaxValue);
            await KeepAliveAsync(alive, DateTimeOffset.MaxValue);
            return (await system.PlacementsAsync(id)).All(placement => placement.AgentId is not null);
        });

        // One of the two beats at a third of the lease; for most of the lease nothing is lost.
        await silent.BeatAsync();
        await alive.BeatAsync();
        beaten = time.GetUtcNow();
        var mostOfTheLease = beaten + TimeSpan.FromSeconds(10);
        await PassAsync(time, () => KeepAliveAsync(alive, mostOfTheLease));
        (await system.StatusAsync(id)).ShouldBe("PENDING_CREATE");

        await PassAsync(time, async () =>
        {
            await KeepAliveAsync(alive, DateTimeOffset.MaxValue);
            return await system.StatusAsync(id) == "FAULT";
        });
        var placements = await system.PlacementsAsync(id);
        placements[0].ObservedState.ShouldBe("lost");
        placements[1].ObservedState.ShouldBeNull();
        await silent.EndAsync();

        async Task<bool> KeepAliveAsync(ScriptedAgent agent, DateTimeOffset until)
        {
            if (time.GetUtcNow() - beaten >= TimeSpan.FromSeconds(3))
            {
                beaten = time.GetUtcNow();
                await agent.BeatAsync();
            }
            return time.GetUtcNow() >= until;
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_step_of_the_clock_loses_no_agent(string dialect)
    {
        var time = new SteppedClock();
        await using var system = await AgentsSystem.StartAsync(dialect, Lease, time);
        await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var id = await system.CreateGatewayAsync();
        await system.BecomesAsync(id, "ACTIVE");

        time.Step(TimeSpan.FromSeconds(20));
        var later = await system.CreateGatewayAsync();
        await system.BecomesAsync(later, "ACTIVE");

        await Eventually.Async(() => system.Events.Of(later).Length == 1);
        system.Events.Of(id).ShouldBe(["PENDING_CREATE -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_loss_of_an_agent_that_is_back_is_not_shown(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, lease: 600);
        await system.StartAgentAsync("zone-a");
        await system.StartAgentAsync("zone-b");
        var id = await system.CreateGatewayAsync();
        await system.BecomesAsync(id, "ACTIVE");

        // What a round that read the agents before they came back still believes.
        AgentRow[] stale = [new() { Id = "agent-zone-a", Zone = "zone-a", Capacity = 1000, LeaseUntil = 0, Lost = 1 }];
        var lostAgents = system.Services.GetRequiredService<LostAgents<SiteToSiteDatabase>>();
        (await lostAgents.SettleAsync(stale, stale, CancellationToken.None)).ShouldBe(0);

        (await system.StatusAsync(id)).ShouldBe("ACTIVE");
        (await system.PlacementsAsync(id)).ShouldAllBe(placement => placement.ObservedState == "applied");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_agent_that_is_taken_for_lost_must_come_anew(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, lease: 600);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        var id = await system.CreateGatewayAsync();
        (await agent.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().GatewayId.ShouldBe(id);

        await system.ExecuteAsync("UPDATE agent SET lost = 1 WHERE id = 'a'");

        await agent.EndAsync();
        using var anew = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_for_which_no_agent_comes_fails_and_can_be_deleted_or_saved_by_a_late_agent(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, lease: 2);
        await system.StartAgentAsync("zone-a");
        var (hopeless, late) = (await system.CreateGatewayAsync(), await system.CreateGatewayAsync());
        (await system.StatusAsync(late)).ShouldBe("PENDING_CREATE");

        await system.BecomesAsync(hopeless, "FAULT");
        await system.BecomesAsync(late, "FAULT");
        await system.DeleteGatewayAsync(hopeless);
        await system.BecomesAsync(hopeless, null);

        await system.StartAgentAsync("zone-b");
        await system.BecomesAsync(late, "ACTIVE");
        system.Events.Of(hopeless)[0].ShouldBe("PENDING_CREATE -> FAULT");
    }

    /// <summary>A clock that is set forward: the time of day jumps, what has passed does not.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _ahead;

        public void Step(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ahead));
    }

    /// <summary>Lets time pass in small steps until a condition holds.</summary>
    private static Task PassAsync(FakeTimeProvider time, Func<Task<bool>> condition) => Eventually.Async(
        async () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return await condition();
        },
        TimeSpan.FromSeconds(60));
}
