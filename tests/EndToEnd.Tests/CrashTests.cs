using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>The embedded default killed: nothing that was acknowledged is lost. Separate parts are killed by the fault suite.</summary>
public sealed class EmbeddedCrashTests
{
    private const int Creations = 400;

    [Fact]
    public async Task Kill_during_creations_loses_no_resource_event_quota_alert_or_usage()
    {
        await using var system = new EmbeddedSystem();
        // Shorter, and a creation on a busy machine would outlive its own reservation.
        system.Extra["RESERVATION_LIFETIME"] = "20";
        system.Extra["QUOTA_VPN_GATEWAY"] = "100000";
        WatchedConnections.Set(system);
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);
        var gateways = new GatewayLoad(api);
        var clients = new ClientVpnLoad(system, api);
        var connections = new WatchedConnections(system, api);
        await Task.WhenAll(clients.PrepareAsync(), connections.PrepareAsync());
        var load = gateways.RunAsync(Creations, clients);
        foreach (var (project, round) in system.Killable.Select((project, round) => (project, round)))
        {
            // Each process dies at another point of the load.
            var soon = Creations * (round + 1) / (system.Killable.Count + 2);
            await Eventually.Async(() => gateways.Count >= soon || load.IsCompleted, TimeSpan.FromMinutes(5));
            await connections.ChangeAsync();
            await system.KillAsync(project);
            await connections.TagsAreReadWithoutAsync(project);
            await system.RestartAsync(project);
        }
        await load;

        gateways.Count.ShouldBe(Creations);
        var told = new Told(system);
        await gateways.NothingLostAsync(told);
        await clients.NothingLostAsync(told);
        await connections.WatchedToTheLastAsync(told);
    }
}
