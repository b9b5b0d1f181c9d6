using Microsoft.Extensions.DependencyInjection;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Agents;
using VpnMesh.SiteToSite.Agents;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>What agents are told of connections and what of their reports counts, with agents that do only what a test tells them to.</summary>
public sealed class ConnectionReportTests
{
    // These agents never beat.
    private const double Lease = 600;

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_agent_is_told_what_it_needs_and_the_key(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        var (gatewayId, id) = await CreateAsync(system, agent);

        var told = await ToldAsync(agent, id);
        (told.GatewayId, told.Slot, told.Generation, told.Removed).ShouldBe((gatewayId, 1, 1, false));
        told.Spec.Psk.ShouldBe(ConnectionRows.Psk);
        told.Spec.PeerAddress.ShouldBe(ConnectionRows.Peer);
        told.Spec.PeerSubnets.ShouldBe(["172.16.0.0/16"]);
        told.Spec.Style.ShouldBe("static");
        (await system.FindConnectionAsync(id))!.Psk.ShouldNotBeNull().ShouldNotContain(ConnectionRows.Psk);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Stale_foreign_and_impossible_reports_move_nothing(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        using var other = await ScriptedAgent.RegisterAsync(system, "zone-b", "b");
        using var caller = new AgentsCaller(system);
        var (_, id) = await CreateAsync(system, agent);
        await ToldAsync(agent, id);
        await ReportAsync(agent, Report(id, 1, up: true));
        await system.ConnectionBecomesAsync(id, "ACTIVE");
        await caller.ResetAsync(id);
        (await ToldAsync(agent, id)).Generation.ShouldBe(2);
        await ReportAsync(agent, Report(id, 2, up: true));
        await system.ConnectionBecomesAsync(id, "ACTIVE");

        await ReportAsync(other, Report(id, 2, up: false));
        await ReportAsync(agent, Report(id, 1, up: false));
        await ReportAsync(agent, Report(id, 9, up: false));
        await ReportAsync(agent, Report(id, 2, up: false, ObservedState.Gone));
        await ReportAsync(agent, Report(id, 2, up: false, ObservedState.Unspecified));
        await ReportAsync(agent, Report("not-an-id", 1, up: false));
        // What is reported last shows that all before was taken in.
        await ReportAsync(agent, Report(id, 2, up: true, ObservedState.Failed));
        await system.ConnectionBecomesAsync(id, "ERROR");
        await ReportAsync(agent, Report(id, 2, up: true));
        await system.ConnectionBecomesAsync(id, "ACTIVE");

        (await system.ToldAsync(id, 6)).ShouldBe(
        [
            "PENDING_CREATE -> ACTIVE", "vpn_connection.reset", "ACTIVE -> PENDING_UPDATE", "PENDING_UPDATE -> ACTIVE", "ACTIVE -> ERROR", "ERROR -> ACTIVE",
        ]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Reports_about_an_end_point_that_moved_no_longer_count(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        using var other = await ScriptedAgent.RegisterAsync(system, "zone-a", "b");
        var gatewayId = await system.CreateGatewayAsync();
        await Eventually.Async(async () => (await system.PlacementsAsync(gatewayId)) is [{ AgentId: not null }, ..]);
        await system.ExecuteAsync($"UPDATE placement SET agent_id = 'b' WHERE gateway_id = '{gatewayId}' AND slot = 1");
        var id = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync());
        await ToldAsync(other, id);

        var ownGatewayId = await system.CreateGatewayAsync();
        await Eventually.Async(async () => (await system.PlacementsAsync(ownGatewayId)) is [{ AgentId: not null }, ..]);
        await system.ExecuteAsync($"UPDATE placement SET agent_id = 'a' WHERE gateway_id = '{ownGatewayId}' AND slot = 1");
        var ownId = await system.ConnectAsync(ownGatewayId, await system.CreateCustomerGatewayAsync());

        // What is reported last, of its own end point, shows that all before was taken in.
        foreach (var (gateway, connection) in new[] { (gatewayId, id), (ownGatewayId, ownId) })
        {
            await ReportAsync(agent, Report(connection, 1, up: true));
            await agent.SendAsync(new AgentMessage { Observations = new Observations { Associations = { Associations(connection) } } });
            await agent.SendAsync(new AgentMessage { Observations = new Observations { Routes = { Routes(gateway) } } });
        }
        await system.ConnectionBecomesAsync(ownId, "ACTIVE");
        await Eventually.Async(async () => (await system.QueryAsync<string>("SELECT connection_id FROM security_association")).Contains(ownId));
        await Eventually.Async(async () => (await system.QueryAsync<string>("SELECT vgw_id FROM route")).Contains(ownGatewayId));
        await ReportAsync(other, Report(id, 1, up: false));
        await system.ConnectionBecomesAsync(id, "DOWN");

        (await system.ToldAsync(id, 1)).ShouldBe(["PENDING_CREATE -> DOWN"]);
        (await system.QueryAsync<string>("SELECT connection_id FROM security_association")).ShouldBe([ownId]);
        (await system.QueryAsync<string>("SELECT vgw_id FROM route")).ShouldBe([ownGatewayId]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_an_agent_reports_that_is_back_is_not_taken_for_lost(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        var (gatewayId, id) = await CreateAsync(system, agent);
        await ToldAsync(agent, id);
        await ReportAsync(agent, Report(id, 1, up: true));
        await system.ConnectionBecomesAsync(id, "ACTIVE");

        // It is back but has not reported the end point itself yet.
        await system.ExecuteAsync($"UPDATE placement SET observed_state = 'lost' WHERE gateway_id = '{gatewayId}' AND slot = 1");
        (await system.Services.GetRequiredService<LostConnections>().SettleAsync(CancellationToken.None)).ShouldBe(0);

        var connection = (await system.FindConnectionAsync(id))!;
        (connection.ObservedGeneration, connection.ObservedState).ShouldBe((1, "up"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_removal_that_failed_is_asked_for_again_on_the_next_stream(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var caller = new AgentsCaller(system);
        string id;
        using (var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a"))
        {
            (_, id) = await CreateAsync(system, agent);
            await ToldAsync(agent, id);
            await ReportAsync(agent, Report(id, 1, up: true));
            await system.ConnectionBecomesAsync(id, "ACTIVE");
            await caller.DeleteAsync(id);
            (await ToldAsync(agent, id)).Removed.ShouldBeTrue();
            await ReportAsync(agent, Report(id, 2, up: true, ObservedState.Failed));
            await system.ConnectionBecomesAsync(id, "ERROR");
        }

        using var anew = await ScriptedAgent.ConnectAsync(system, new Register { AgentId = "a", Zone = "zone-a", Capacity = 1000, Backend = "loopback" });
        (await anew.NextAsync()).Registered.ShouldNotBeNull();
        (await anew.NextAsync()).Snapshot.Connections.ShouldHaveSingleItem().Removed.ShouldBeTrue();
        await ReportAsync(anew, Report(id, 2, up: false, ObservedState.Gone));
        await system.ConnectionBecomesAsync(id, null);

        (await system.ToldAsync(id, 4))[2..].ShouldBe(["PENDING_DELETE -> ERROR", "vpn_connection.deleted"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_failed_is_pending_again_at_another_agent_and_that_is_told(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        var (gatewayId, id) = await CreateAsync(system, agent);
        await ToldAsync(agent, id);
        await ReportAsync(agent, Report(id, 1, up: false, ObservedState.Failed));
        await system.ConnectionBecomesAsync(id, "ERROR");

        await system.Database.InTransactionAsync(
            async session =>
            {
                await system.Services.GetRequiredService<ConnectionObservations>().RestartAsync(session, [(gatewayId, 1)]);
                return true;
            },
            CancellationToken.None);

        (await system.ToldAsync(id, 2)).ShouldBe(["PENDING_CREATE -> ERROR", "ERROR -> PENDING_CREATE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_cannot_be_kept_of_a_report_does_not_end_the_stream(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        using var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        var (_, id) = await CreateAsync(system, agent);
        await ToldAsync(agent, id);
        var microseconds = new NegotiationEvent { Id = Guid.CreateVersion7().ToString(), ConnectionId = id, TimeMs = long.MaxValue, Level = "info", Kind = "k" };
        var associations = Associations(id);
        associations.CollectedAtMs = long.MaxValue;

        await TellAsync(agent, microseconds);
        await AcknowledgedAsync(agent, microseconds.Id);
        await agent.SendAsync(new AgentMessage { Observations = new Observations { Associations = { associations } } });
        await ReportAsync(agent, Report(id, 1, up: true));
        await system.ConnectionBecomesAsync(id, "ACTIVE");

        (await system.QueryAsync<string>("SELECT connection_id FROM security_association")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_snapshot_comes_in_pages_with_a_digest_of_all_of_them()
    {
        await using var system = await AgentsSystem.StartAsync("sqlite", Lease);
        string gatewayId;
        IReadOnlyList<string> ids;
        using (var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a"))
        {
            gatewayId = await system.CreateGatewayAsync();
            (await agent.NextAsync()).Changes.Gateways.ShouldHaveSingleItem();
            ids = await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync(), 1100);
        }

        using var anew = await ScriptedAgent.ConnectAsync(system, new Register { AgentId = "a", Zone = "zone-a", Capacity = 1000, Backend = "loopback" });
        (await anew.NextAsync()).Registered.ShouldNotBeNull();
        var pages = new List<Snapshot>();
        do
        {
            pages.Add((await anew.NextAsync()).Snapshot);
        }
        while (pages[^1].More);

        pages.Select(page => page.Connections.Count).ShouldBe([500, 500, 100, 0]);
        var told = pages.SelectMany(page => page.Connections).ToArray();
        told.Select(connection => connection.ConnectionId).ShouldBe(ids, ignoreOrder: true);
        pages.SkipLast(1).ShouldAllBe(page => page.Digest == "");
        pages[^1].Digest.ShouldBe(SnapshotDigest.Of(pages[^1].Gateways, told.Select(connection => (connection.ConnectionId, connection.Generation))));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_was_negotiated_is_published_once_however_often_it_is_told(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, Lease);
        var negotiation = new NegotiationEvent { Id = Guid.CreateVersion7().ToString(), TimeMs = 1, Level = "info", Kind = "ike_sa_established", Message = "m" };
        string id;
        using (var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a"))
        {
            (_, id) = await CreateAsync(system, agent);
            negotiation.ConnectionId = id;
            await ToldAsync(agent, id);
            await TellAsync(agent, negotiation, negotiation);
            await AcknowledgedAsync(agent, negotiation.Id);
        }
        using var anew = await ScriptedAgent.RegisterAsync(system, "zone-a", "a");
        var later = new NegotiationEvent(negotiation) { Id = Guid.CreateVersion7().ToString(), TimeMs = 2 };
        await TellAsync(anew, negotiation);
        await AcknowledgedAsync(anew, negotiation.Id);
        await TellAsync(anew, later, new NegotiationEvent(later) { Id = "of-nobody", ConnectionId = "nobody" });
        await AcknowledgedAsync(anew, later.Id);

        await Eventually.Async(async () => (await system.QueryAsync<long>("SELECT COUNT(*) FROM outbox"))[0] == 0);
        system.Events.Of(id).Count(told => told == "vpn_connection.negotiation").ShouldBe(2);
    }

    [Fact]
    public async Task What_the_service_has_is_forgotten_and_the_rest_told_again()
    {
        using var end = new CancellationTokenSource();
        using var set = new ConnectionSet(new LoopbackConnections(new LoopbackBackend(new LoopbackVersions([])), new LoopbackPeers([]), TimeProvider.System));
        var observing = set.ObserveAsync(end.Token);
        var told = new DesiredConnection { ConnectionId = "c", GatewayId = "g", Slot = 1, Generation = 1, Spec = new ConnectionSpec { PeerAddress = ConnectionRows.Peer } };
        await set.ChangeAsync([told], CancellationToken.None);
        var first = (await set.Negotiations.TakeAsync(CancellationToken.None)).ShouldHaveSingleItem();
        await set.ChangeAsync([new DesiredConnection(told) { Generation = 2 }], CancellationToken.None);
        var second = (await set.Negotiations.TakeAsync(CancellationToken.None)).ShouldHaveSingleItem();

        set.Acknowledge([first.Id]);
        await set.ReplaceAsync([new DesiredConnection(told) { Generation = 2 }], [], CancellationToken.None);

        (await set.Negotiations.TakeAsync(CancellationToken.None)).ShouldHaveSingleItem().Id.ShouldBe(second.Id);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(observing);
    }

    private static async Task<(string GatewayId, string Id)> CreateAsync(AgentsSystem system, ScriptedAgent agent)
    {
        var gatewayId = await system.CreateGatewayAsync();
        (await agent.NextAsync()).Changes.Gateways.ShouldHaveSingleItem().GatewayId.ShouldBe(gatewayId);
        return (gatewayId, await system.ConnectAsync(gatewayId, await system.CreateCustomerGatewayAsync()));
    }

    /// <summary>Reads until the agent is told of the connection.</summary>
    private static async Task<DesiredConnection> ToldAsync(ScriptedAgent agent, string id)
    {
        while (true)
        {
            var message = await agent.NextAsync();
            if (message.Changes?.Connections.LastOrDefault(connection => connection.ConnectionId == id) is { } told)
            {
                return told;
            }
        }
    }

    private static async Task AcknowledgedAsync(ScriptedAgent agent, string id)
    {
        while (true)
        {
            if ((await agent.NextAsync()).Acknowledged?.Ids.Contains(id) == true)
            {
                return;
            }
        }
    }

    private static Task TellAsync(ScriptedAgent agent, params NegotiationEvent[] negotiations) =>
        agent.SendAsync(new AgentMessage { Observations = new Observations { Negotiations = { negotiations } } });

    private static Task ReportAsync(ScriptedAgent agent, ObservedConnection report) =>
        agent.SendAsync(new AgentMessage { Observations = new Observations { Connections = { report } } });

    private static ObservedConnection Report(string id, long generation, bool up, ObservedState state = ObservedState.Applied) =>
        new() { ConnectionId = id, Generation = generation, State = state, Up = up };

    private static ObservedAssociations Associations(string id) =>
        new() { ConnectionId = id, Associations = { new SecurityAssociation { Id = "s", SourceBlock = "0.0.0.0/0", DestinationBlock = "0.0.0.0/0" } } };

    private static ObservedRoutes Routes(string gatewayId) =>
        new() { GatewayId = gatewayId, Slot = 1, Routes = { new ObservedRoute { Destination = "10.9.0.0/16", Source = RouteSource.Static } } };
}
