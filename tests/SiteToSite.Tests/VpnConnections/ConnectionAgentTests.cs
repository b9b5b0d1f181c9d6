using Microsoft.Extensions.Time.Testing;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Connections at agents that really run them: how their status follows what is asked for, what is observed and what is lost.</summary>
public sealed class ConnectionAgentTests
{
    // Long enough for a busy machine: an agent whose beat is late would be lost.
    private const double Lease = 6;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_connection_is_down_until_its_peer_is_there(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        var gatewayId = await system.CreateGatewayAsync();
        var id = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync());
        using var caller = new AgentsCaller(system);
        (await caller.ShowAsync(id)).Status.ShouldBe("PENDING_CREATE");

        var agent = await system.StartAgentAsync("zone-a");
        await system.ConnectionBecomesAsync(id, "DOWN");
        agent.Connections.SetPeer(ConnectionRows.Peer, present: true);
        await system.ConnectionBecomesAsync(id, "ACTIVE");
        agent.Connections.SetPeer(ConnectionRows.Peer, present: false);
        await system.ConnectionBecomesAsync(id, "DOWN");

        (await system.ToldAsync(id, 3)).ShouldBe(["PENDING_CREATE -> DOWN", "DOWN -> ACTIVE", "ACTIVE -> DOWN"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_update_keeps_what_is_negotiated_and_a_reset_negotiates_anew(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var (_, _, id) = await CreateActiveAsync(system);
        var first = (await caller.AssociationsAsync(id)).ShouldHaveSingleItem().Id;

        await caller.UpdateAsync(id, new VpnConnectionChanges { Name = "renamed" });
        await system.ConnectionBecomesAsync(id, "ACTIVE");
        (await caller.AssociationsAsync(id)).ShouldHaveSingleItem().Id.ShouldBe(first);
        await caller.ResetAsync(id);
        await system.ConnectionBecomesAsync(id, "ACTIVE");
        await Eventually.Async(async () => (await caller.AssociationsAsync(id)) is [var only] && only.Id != first);

        (await system.ToldAsync(id, 8))[2..].ShouldBe(
        [
            "vpn_connection.updated", "ACTIVE -> PENDING_UPDATE", "PENDING_UPDATE -> ACTIVE",
            "vpn_connection.reset", "ACTIVE -> PENDING_UPDATE", "PENDING_UPDATE -> ACTIVE",
        ]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_failure_shows_until_it_is_repaired(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var (agent, _, id) = await CreateActiveAsync(system);

        agent.Connections.Fail(id, "the device does not take it");
        await system.ConnectionBecomesAsync(id, "ERROR");
        await Eventually.Async(async () => (await caller.AssociationsAsync(id)).Count == 0);
        agent.Connections.Fail(id, null);
        await system.ConnectionBecomesAsync(id, "ACTIVE");

        (await system.ToldAsync(id, 4))[2..].ShouldBe(["ACTIVE -> ERROR", "ERROR -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_deletion_ends_when_nothing_runs_any_more_and_the_gateway_counts_what_is_left(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var (agent, gatewayId, id) = await CreateActiveAsync(system);
        var cgwId = (await system.FindConnectionAsync(id))!.CgwId;
        var second = await system.ConnectAsync(gatewayId, cgwId);
        var other = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync("198.51.100.22"));
        (await system.CountsAsync(gatewayId)).ShouldBe((3, 2));
        await system.ConnectionBecomesAsync(other, "DOWN");

        await caller.DeleteAsync(id);
        await system.ConnectionBecomesAsync(id, null);
        (await system.CountsAsync(gatewayId)).ShouldBe((2, 2));
        await caller.DeleteAsync(other);
        await system.ConnectionBecomesAsync(other, null);
        (await system.CountsAsync(gatewayId)).ShouldBe((1, 1));

        agent.ConnectionSet.Present().ShouldHaveSingleItem().Id.ShouldBe(second);
        (await system.ToldAsync(id, 4))[2..].ShouldBe(["ACTIVE -> PENDING_DELETE", "vpn_connection.deleted"]);
        (await system.QueryAsync<string>($"SELECT connection_id FROM security_association WHERE connection_id <> '{second}'")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_agent_that_restarts_has_forgotten_everything_and_is_told_again(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var (agent, gatewayId, kept) = await CreateActiveAsync(system);
        var deleted = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync("198.51.100.22"));
        await system.ConnectionBecomesAsync(deleted, "DOWN");

        await agent.StopAsync();
        await caller.DeleteAsync(deleted);
        await caller.UpdateAsync(kept, new VpnConnectionChanges { Name = "renamed" });
        (await caller.ShowAsync(kept)).Status.ShouldBe("PENDING_UPDATE");
        agent = await system.StartAgentAsync("zone-a");

        await system.ConnectionBecomesAsync(deleted, null);
        await system.ConnectionBecomesAsync(kept, "DOWN");
        await Eventually.Async(async () => (await caller.AssociationsAsync(kept)).Count == 0);
        agent.ConnectionSet.Present().ShouldBe([(kept, 2L)]);
        agent.Connections.SetPeer(ConnectionRows.Peer, present: true);
        await system.ConnectionBecomesAsync(kept, "ACTIVE");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_service_that_restarts_hears_what_happened_meanwhile(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        var (agent, _, id) = await CreateActiveAsync(system);

        await system.StopServiceAsync();
        agent.Connections.SetPeer(ConnectionRows.Peer, present: false);
        await system.StartServiceAsync();

        await system.ConnectionBecomesAsync(id, "DOWN");
        await Eventually.Async(async () => (await system.QueryAsync<string>("SELECT id FROM security_association")).Count == 0);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_an_agent_that_is_lost_nobody_knows_anything_until_it_returns_and_removes_what_is_gone(string dialect)
    {
        // As long as its clock stands still the agent does not beat, though it remembers all it was told.
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var caller = new AgentsCaller(system);
        var (agent, gatewayId, kept) = await CreateActiveAsync(system, clock);
        var deleted = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync("198.51.100.22"));

        await system.ConnectionBecomesAsync(kept, "UNKNOWN");
        await caller.DeleteAsync(deleted);
        await system.ConnectionBecomesAsync(deleted, null);
        (await system.CountsAsync(gatewayId)).ShouldBe((1, 1));
        await Eventually.Async(async () => (await system.ToldAsync(deleted, 1))[^1] == "vpn_connection.deleted");

        await Eventually.Async(async () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            return (await caller.ShowAsync(kept)).Status == "ACTIVE";
        });
        await Eventually.Async(() => agent.ConnectionSet.Present() is [var only] && only.Id == kept);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Another_agent_of_the_zone_takes_connections_over(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var caller = new AgentsCaller(system);
        var (lost, gatewayId, id) = await CreateActiveAsync(system);
        var first = (await caller.AssociationsAsync(id)).ShouldHaveSingleItem().Id;
        var other = await system.StartAgentAsync("zone-a", "other");
        other.Connections.SetPeer(ConnectionRows.Peer, present: true);

        await lost.StopAsync();

        await Eventually.Async(() => other.ConnectionSet.Present().Length == 1);
        await Eventually.Async(async () => (await caller.AssociationsAsync(id)) is [var only] && only.Id != first);
        await system.ConnectionBecomesAsync(id, "ACTIVE");
        (await system.PlacementsAsync(gatewayId))[0].AgentId.ShouldBe("other");
        (await system.ToldAsync(id, 2)).ShouldBe(["PENDING_CREATE -> DOWN", "DOWN -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task More_connections_than_fit_in_a_page_come_to_an_agent(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        var gatewayId = await system.CreateGatewayAsync();
        var ids = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync(), 1100);

        // Once as changes, and once as a snapshot by an agent that begins anew.
        var agent = await system.StartAgentAsync("zone-a");
        await AllDownAsync();
        await agent.StopAsync();
        agent = await system.StartAgentAsync("zone-a");

        await Eventually.Async(() => agent.ConnectionSet.Present().Length == ids.Count);
        await AllDownAsync();
        agent.ConnectionSet.Present().Select(known => known.Id).ShouldBe(ids, ignoreOrder: true);

        Task AllDownAsync() => Eventually.Async(async () =>
            (await system.QueryAsync<long>("SELECT COUNT(*) FROM vpn_connection WHERE observed_state = 'down' AND observed_generation = 1"))[0] == ids.Count);
    }

    [Fact]
    public async Task Agents_keep_no_key()
    {
        await using var system = await AgentsSystem.StartAsync("sqlite");
        using var caller = new AgentsCaller(system);
        var (agent, _, id) = await CreateActiveAsync(system);
        await caller.UpdateAsync(id, new VpnConnectionChanges { Psk = ConnectionRows.Psk + "2" });
        await Eventually.Async(() => agent.ConnectionSet.Present() is [var only] && only.Generation == 2);

        ObjectGraph.Texts(agent.ConnectionSet).Concat(ObjectGraph.Texts(agent.Connections)).ShouldAllBe(text => !text.Contains(ConnectionRows.Psk));
        // The search itself works: what is no secret is found.
        ObjectGraph.Texts(agent.Connections).ShouldContain(ConnectionRows.Peer);
        ObjectGraph.Texts(agent.ConnectionSet).ShouldContain(id);
    }

    /// <summary>A connection that is up, at an agent of zone-a.</summary>
    private static async Task<(AgentProcess Agent, string GatewayId, string Id)> CreateActiveAsync(AgentsSystem system, TimeProvider? clock = null)
    {
        var agent = await system.StartAgentAsync("zone-a", time: clock);
        await system.StartAgentAsync("zone-b");
        var gatewayId = await system.CreateGatewayAsync();
        var id = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync());
        await system.ConnectionBecomesAsync(id, "DOWN");
        agent.Connections.SetPeer(ConnectionRows.Peer, present: true);
        await system.ConnectionBecomesAsync(id, "ACTIVE");
        await Eventually.Async(async () => (await system.QueryAsync<string>("SELECT id FROM security_association")).Count == 1);
        return (agent, gatewayId, id);
    }
}
