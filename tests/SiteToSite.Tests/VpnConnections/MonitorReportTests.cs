using Microsoft.Extensions.Time.Testing;
using VpnMesh.GatewayAgent.Monitors;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Monitors of connections between the service and its agents.</summary>
public sealed class MonitorReportTests
{
    private const string Monitor = "76f64229-5d1e-4c7a-9f0b-3907e2815b6d";

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_monitor_is_told_beside_the_generation_and_what_it_measures_is_published_once(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        using var caller = new AgentsCaller(system);
        var measured = new[] { Measured(1000), Measured(61_000), Measured(61_000), Measured(2000, monitor: "another"), Measured(121_000, sent: 0) };
        string id;
        using (var agent = await ScriptedAgent.RegisterAsync(system, "zone-a", "a"))
        {
            id = await system.ConnectAsync(await system.CreateGatewayAsync(), await system.CreateCustomerGatewayAsync());
            (await ToldAsync(agent, id)).Monitor.ShouldBeNull();
            var applied = new ObservedConnection { ConnectionId = id, Generation = 1, State = ObservedState.Applied };
            await ReportAsync(agent, new Observations { Connections = { applied } });
            await system.ConnectionBecomesAsync(id, "DOWN");

            await caller.AttachAsync(id, Monitor);
            var told = await ToldAsync(agent, id);
            told.Generation.ShouldBe(1);
            told.Monitor.ShouldBe(new MonitorSpec
            {
                MonitorId = Monitor,
                Protocol = "icmp",
                Source = "10.0.0.4",
                Destination = ConnectionRows.Peer,
                IntervalSeconds = 60,
            });
            await ReportAsync(agent, new Observations { Monitors = { Observed(id, "another") } });
            await ReportAsync(agent, new Observations { Monitors = { Observed(id, Monitor) } });
            await ReportAsync(agent, new Observations { Monitors = { Observed(id, Monitor) } });
            await TellAsync(agent, id, measured);
        }
        var register = new Register { AgentId = "a", Zone = "zone-a", Capacity = 1000, Backend = "loopback" };
        using var anew = await ScriptedAgent.ConnectAsync(system, register);
        (await SnapshotAsync(anew, id)).Monitor.MonitorId.ShouldBe(Monitor);
        await TellAsync(anew, id, measured);
        await caller.DetachAsync(id, Monitor);
        (await ToldAsync(anew, id)).Monitor.ShouldBe(new MonitorSpec());
        await TellAsync(anew, id, [Measured(181_000)]);
        await ReportAsync(anew, new Observations { Monitors = { Observed(id, "") } });

        await Eventually.Async(() => system.Events.Of(Monitor).Contains("connection_monitor.probing_stopped"));
        string[] expected = ["probing_started", "measured", "measured", "probing_stopped"];
        system.Events.Of(Monitor).ShouldBe(expected.Select(what => "connection_monitor." + what), ignoreOrder: true);
        system.Events.Of(id).Where(told => told.Contains("->")).ShouldBe(["PENDING_CREATE -> DOWN"]);
        (await system.FindConnectionAsync(id))!.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task A_monitor_measures_window_after_window_until_it_is_taken_away()
    {
        var time = new FakeTimeProvider();
        var peers = new LoopbackPeers([AddressBlock.Parse($"{ConnectionRows.Peer}/32")]);
        var backend = new LoopbackConnections(new LoopbackBackend(new LoopbackVersions([])), peers, time);
        using var set = new MonitorSet(backend, time);
        var connection = new DesiredConnection
        {
            ConnectionId = "c",
            Generation = 1,
            Monitor = new MonitorSpec { MonitorId = "m", Destination = ConnectionRows.Peer, IntervalSeconds = 10 },
        };
        set.Change([connection]);
        (await set.Monitors.TakeAsync(CancellationToken.None)).ShouldHaveSingleItem().MonitorId.ShouldBe("m");
        var answered = await MeasuredAsync(set, time);
        (answered.Sent, answered.Received, answered.WindowSeconds).ShouldBe((10, 10, 10));
        (0 < answered.RttMinUs && answered.RttMinUs <= answered.RttAvgUs && answered.RttAvgUs <= answered.RttMaxUs).ShouldBeTrue();

        backend.SetPeer(ConnectionRows.Peer, present: false);
        await MeasuredAsync(set, time);
        var silent = await MeasuredAsync(set, time);
        (silent.Sent, silent.Received, silent.RttMinUs, silent.RttAvgUs, silent.RttMaxUs).ShouldBe((10, 0, 0, 0, 0));
        silent.WindowStartMs.ShouldBeGreaterThan(answered.WindowStartMs);

        // Told again until the service has it.
        set.Replace([connection]);
        var told = (await set.Measurements.TakeAsync(CancellationToken.None)).Select(one => one.Id).ToArray();
        told.ShouldContain(answered.Id);
        told.ShouldContain(silent.Id);
        set.Acknowledge(told.Except([silent.Id]));
        set.Replace([new DesiredConnection { ConnectionId = "c", Generation = 1, Monitor = new MonitorSpec() }]);
        (await set.Monitors.TakeAsync(CancellationToken.None)).ShouldHaveSingleItem().MonitorId.ShouldBeEmpty();
        (await set.Measurements.TakeAsync(CancellationToken.None)).ShouldHaveSingleItem().Id.ShouldBe(silent.Id);
        time.Advance(TimeSpan.FromMinutes(1));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(set.Measurements.TakeAsync(soon.Token));
    }

    private static async Task<MonitorMeasurement> MeasuredAsync(MonitorSet set, FakeTimeProvider time)
    {
        var taken = set.Measurements.TakeAsync(CancellationToken.None);
        await Eventually.Async(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return taken.IsCompleted;
        });
        return (await taken)[^1];
    }

    private static ObservedMonitor Observed(string connection, string monitor) => new() { ConnectionId = connection, MonitorId = monitor };

    private static MonitorMeasurement Measured(long start, string monitor = Monitor, int sent = 10) =>
        new() { Id = Guid.CreateVersion7().ToString(), MonitorId = monitor, WindowStartMs = start, WindowSeconds = 60, Sent = sent };

    private static Task ReportAsync(ScriptedAgent agent, Observations observations) =>
        agent.SendAsync(new AgentMessage { Observations = observations });

    /// <summary>Tells measurements and waits until the service has them all.</summary>
    private static async Task TellAsync(ScriptedAgent agent, string connection, MonitorMeasurement[] measured)
    {
        var reports = measured.Select(one => new MonitorMeasurement(one) { ConnectionId = connection });
        await ReportAsync(agent, new Observations { Measurements = { reports } });
        var missing = measured.Select(one => one.Id).ToHashSet();
        while (missing.Count > 0)
        {
            missing.ExceptWith((await agent.NextAsync()).Acknowledged?.Ids ?? []);
        }
    }

    private static async Task<DesiredConnection> ToldAsync(ScriptedAgent agent, string id)
    {
        while (true)
        {
            if ((await agent.NextAsync()).Changes?.Connections.LastOrDefault(connection => connection.ConnectionId == id) is { } told)
            {
                return told;
            }
        }
    }

    private static async Task<DesiredConnection> SnapshotAsync(ScriptedAgent agent, string id)
    {
        while (true)
        {
            if ((await agent.NextAsync()).Snapshot?.Connections.FirstOrDefault(connection => connection.ConnectionId == id) is { } told)
            {
                return told;
            }
        }
    }
}
