using System.Diagnostics;
using System.Net;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>The broker away for a while. A class of its own, as most of its time is the wait.</summary>
public sealed class BrokerCrashTests
{
    [Fact]
    public async Task Broker_stopped_for_a_minute_under_load_delays_events_and_loses_no_event_alert_or_usage()
    {
        await using var broker = new RabbitServer();
        await using var system = new SeparateOnPostgres { Broker = broker };
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        WatchedConnections.Set(system);
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var gateways = new GatewayLoad(api);
        var connections = new WatchedConnections(system, api);
        await Task.WhenAll(gateways.RunAsync(100), connections.PrepareAsync());

        await broker.StopAsync();
        var stopped = Stopwatch.StartNew();
        await Task.WhenAll(gateways.RunAsync(200), connections.ChangeAsync());
        // The minute is the point of the test: timeouts and retries of the bus must have run out by then.
        await Eventually.Async(() => stopped.Elapsed > TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        await gateways.RunAsync(100);
        await broker.StartAsync();

        var told = new Told(system);
        await gateways.AllToldAsync(told);
        gateways.Count.ShouldBe(400);
        await gateways.AllActiveAsync();
        await connections.WatchedToTheLastAsync(told);
    }
}

/// <summary>The databases killed.</summary>
public sealed class DatabaseCrashTests
{
    [Fact]
    public async Task Databases_killed_under_load_lose_no_gateway_event_quota_alert_or_usage()
    {
        await using var server = new PostgresServer();
        await using var system = new SeparateOnPostgres { Server = server };
        // Shorter, and a creation on a busy machine would outlive its own reservation.
        system.Extra["RESERVATION_LIFETIME"] = "20";
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        WatchedConnections.Set(system);
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var gateways = new GatewayLoad(api);
        var connections = new WatchedConnections(system, api);
        await connections.PrepareAsync();
        var load = gateways.RunAsync(300);
        await Eventually.Async(() => gateways.Count >= 100, TimeSpan.FromMinutes(5));
        await connections.ChangeAsync();
        await server.KillAsync();
        var answer = await api.PostAsync("/vpn-gateways", Bodies.Private());
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await server.StartAsync();
        await Task.WhenAll(load, connections.ChangeAsync());

        var told = new Told(system);
        await gateways.NothingLostAsync(told);
        await connections.WatchedToTheLastAsync(told);
    }
}
