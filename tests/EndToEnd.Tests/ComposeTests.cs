using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Events;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>The deployment on one host: images, secrets, databases, migrations and networks fit together.</summary>
public sealed class ComposeTests
{
    [Fact]
    public async Task All_parts_in_containers_serve_clients_as_they_do_elsewhere()
    {
        Assert.SkipUnless(ComposeSystem.IsPossible(), "There is no compose, or deploy/images/build --tag test has not been run.");
        await using var system = new ComposeSystem();
        system.Extra["LOOPBACK_PEERS"] = MeshSystem.PresentPeer + "/32";
        await system.StartAsync();
        using var api = new ApiClient(system, system.Admin);

        await new Replay(system, "provider.http").RunAsync();
        var gateway = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-compose"));
        await api.UntilActiveAsync(gateway);
        var clients = await api.CreateP2cGatewayAsync();
        (await api.QuotaAsync("vpn_gateway")).ShouldBe(1);
        (await api.PostAsync($"/vpn-gateway/{gateway}/tags/create", JsonNode.Parse("""{"tags":[{"key":"team","value":"network"}]}""")!)).Status
            .ShouldBe(HttpStatusCode.NoContent);
        var found = await api.PostAsync("/vpn-gateway/resource-instances/filter", JsonNode.Parse("""{"tags":[{"key":"team","values":[]}]}""")!);
        found.Json!["resources"]!.AsArray().Single()!["resource_id"]!.GetValue<string>().ShouldBe(gateway);
        (await api.GetAsync("/connection-monitors")).Status.ShouldBe(HttpStatusCode.OK);

        await api.DeleteGatewayAsync(gateway);
        await api.DeleteP2cGatewayAsync(clients);
        await Eventually.Async(() => system.Events().Any(told => IsDeletion(told, gateway)));
        await EveryContainerIsHealthyAsync(system);
        var document = PublishedEvents.Document();
        system.Events().SelectMany(document.Check).Take(10).ShouldBeEmpty();
    }

    private static bool IsDeletion(string told, string gateway)
    {
        var entry = JsonNode.Parse(told)!;
        return entry["type"]!.GetValue<string>() == "vpn_gateway.deleted" && entry["subject"]!.GetValue<string>() == gateway;
    }

    /// <summary>Each of the seven parts, of which the agent runs twice, and both servers say so themselves.</summary>
    private static async Task EveryContainerIsHealthyAsync(ComposeSystem system)
    {
        await Eventually.Async(() => system.Health().Values.All(health => health == "healthy"), pause: TimeSpan.FromSeconds(1));
        system.Health().Count.ShouldBe(10);
    }
}
