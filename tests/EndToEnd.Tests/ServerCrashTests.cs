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
    public async Task Broker_stopped_for_a_minute_under_load_delays_events_and_loses_none()
    {
        await using var broker = new RabbitServer();
        await using var system = new SeparateOnPostgres { Broker = broker };
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var gateways = new GatewayLoad(api);
        await gateways.RunAsync(100);

        await broker.StopAsync();
        var stopped = Stopwatch.StartNew();
        await gateways.RunAsync(200);
        // The minute is the point of the test: timeouts and retries of the bus must have run out by then.
        await Eventually.Async(() => stopped.Elapsed > TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        await gateways.RunAsync(100);
        await broker.StartAsync();

        await gateways.AllToldAsync(new Told(system));
        gateways.Count.ShouldBe(400);
        await gateways.AllActiveAsync();
    }
}

/// <summary>The databases killed.</summary>
public sealed class DatabaseCrashTests
{
    [Fact]
    public async Task Databases_killed_under_load_lose_no_gateway_no_event_and_no_quota()
    {
        await using var server = new PostgresServer();
        await using var system = new SeparateOnPostgres { Server = server };
        system.Extra["RESERVATION_LIFETIME"] = "4";
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var gateways = new GatewayLoad(api);
        var load = gateways.RunAsync(300);
        await Eventually.Async(() => gateways.Count >= 100, TimeSpan.FromMinutes(1));
        await server.KillAsync();
        var answer = await api.PostAsync("/vpn-gateways", Bodies.Private());
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await server.StartAsync();
        await load;

        await gateways.NothingLostAsync(new Told(system));
    }
}
