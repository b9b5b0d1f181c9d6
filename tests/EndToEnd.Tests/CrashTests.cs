using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>Processes killed, restarted and cut off from the broker: nothing that was acknowledged is lost.</summary>
public abstract class CrashTests<TSystem>
    where TSystem : MeshSystem, new()
{
    private const int Creations = 1000;

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        await using var system = new TSystem();
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var id = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-kept"));
        var before = await api.UntilActiveAsync(id);
        await system.StopAsync();
        await system.StartAsync();
        var after = await api.UntilActiveAsync(id);
        after.ToJsonString().ShouldBe(before.ToJsonString());
        (await api.QuotaAsync("vpn_gateway")).ShouldBe(1);
    }

    [Fact]
    public async Task Kill_during_a_thousand_creations_loses_no_gateway_no_event_and_no_quota()
    {
        await using var system = new TSystem();
        system.Extra["RESERVATION_LIFETIME"] = "4";
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var acknowledged = new ConcurrentBag<string>();
        var load = LoadAsync(api, acknowledged);
        foreach (var (project, round) in system.Killable.Select((project, round) => (project, round)))
        {
            // Each process dies at another point of the load.
            var soon = Creations * (round + 1) / (system.Killable.Count + 2);
            await Eventually.Async(() => acknowledged.Count >= soon || load.IsCompleted, TimeSpan.FromMinutes(2));
            await system.KillAsync(project);
            await system.RestartAsync(project);
        }
        await load;

        acknowledged.Count.ShouldBe(Creations);
        await NothingLostAsync(system, api, acknowledged);
    }

    /// <summary>Every acknowledged gateway is there and told of, and the quota counts what is there and nothing else.</summary>
    protected static async Task NothingLostAsync(MeshSystem system, ApiClient api, IReadOnlyCollection<string> acknowledged)
    {
        await AllActiveAsync(api, acknowledged);
        await Eventually.Async(() => acknowledged.All(Created(system).Contains), TimeSpan.FromMinutes(1));
        var rows = (await api.GetAsync("/vpn-gateways")).Json!["vpn_gateways"]!.AsArray().Count;
        await Eventually.Async(async () => await api.QuotaAsync("vpn_gateway") == rows, TimeSpan.FromMinutes(1));
    }

    protected static HashSet<string> Created(MeshSystem system) =>
    [
        .. system.Events()
            .Select(line => JsonNode.Parse(line)!)
            .Where(told => told["type"]!.GetValue<string>() == "vpn_gateway.created")
            .Select(told => told["subject"]!.GetValue<string>()),
    ];

    protected static async Task AllActiveAsync(ApiClient api, IEnumerable<string> ids)
    {
        var expected = ids.ToHashSet();
        await Eventually.Async(
            async () =>
            {
                var gateways = (await api.GetAsync("/vpn-gateways")).Json!["vpn_gateways"]!.AsArray();
                var active = gateways.Where(gateway => gateway!["status"]!.GetValue<string>() == "ACTIVE").Select(gateway => gateway!["id"]!.GetValue<string>());
                return expected.IsSubsetOf(active);
            },
            TimeSpan.FromMinutes(2));
    }

    /// <summary>Creates until so many are acknowledged, whatever fails in between.</summary>
    protected static Task LoadAsync(ApiClient api, ConcurrentBag<string> acknowledged, int count = Creations)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await UntilCreatedAsync(api, acknowledged);
            }
        })));
    }

    private static Task UntilCreatedAsync(ApiClient api, ConcurrentBag<string> acknowledged) =>
        Eventually.Async(
            async () =>
            {
                var answer = await api.PostAsync("/vpn-gateways", Bodies.Private());
                if (answer.Status != HttpStatusCode.Created)
                {
                    return false;
                }
                acknowledged.Add(answer.Json!["vpn_gateway"]!["id"]!.GetValue<string>());
                return true;
            },
            TimeSpan.FromMinutes(2));
}

public sealed class EmbeddedCrashTests : CrashTests<EmbeddedSystem>;

public sealed class SeparateOnSqliteCrashTests : CrashTests<SeparateOnSqlite>;

public sealed class SeparateOnPostgresCrashTests : CrashTests<SeparateOnPostgres>
{
    [Fact]
    public async Task Broker_stopped_for_a_minute_under_load_delays_events_and_loses_none()
    {
        await using var broker = new RabbitServer();
        await using var system = new SeparateOnPostgres { Broker = broker };
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var acknowledged = new ConcurrentBag<string>();
        await LoadAsync(api, acknowledged, 100);

        await broker.StopAsync();
        var stopped = System.Diagnostics.Stopwatch.StartNew();
        await LoadAsync(api, acknowledged, 200);
        // The minute is the point of the test: timeouts and retries of the bus must have run out by then.
        await Eventually.Async(() => stopped.Elapsed > TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        await LoadAsync(api, acknowledged, 100);
        await broker.StartAsync();

        await Eventually.Async(() => acknowledged.All(Created(system).Contains), TimeSpan.FromMinutes(2));
        acknowledged.Count.ShouldBe(400);
        await AllActiveAsync(api, acknowledged);
    }

    [Fact]
    public async Task Databases_killed_under_load_lose_no_gateway_no_event_and_no_quota()
    {
        await using var server = new PostgresServer();
        await using var system = new SeparateOnPostgres { Server = server };
        system.Extra["RESERVATION_LIFETIME"] = "4";
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var acknowledged = new ConcurrentBag<string>();
        var load = LoadAsync(api, acknowledged, 300);
        await Eventually.Async(() => acknowledged.Count >= 100, TimeSpan.FromMinutes(1));
        await server.KillAsync();
        var answer = await api.PostAsync("/vpn-gateways", Bodies.Private());
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await server.StartAsync();
        await load;

        await NothingLostAsync(system, api, acknowledged);
    }
}
