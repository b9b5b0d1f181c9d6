using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>People who are connected to a gateway, as the provider lists and cuts them.</summary>
public sealed class ClientConnectionTests
{
    private const int People = 105;
    private const string Zone = "region-1a";

    [Fact]
    public async Task Connected_people_are_read_until_an_empty_page_and_cut_without_a_body()
    {
        await using var system = new EmbeddedSystem();
        // The only agent of the zone is the one of the test.
        system.Extra["ZONES"] = Zone;
        system.Extra["AGENT_ZONE"] = "elsewhere";
        await system.StartAsync();
        await using var agent = await LoopbackAgent.StartAsync(system, Zone);
        using var api = new ApiClient(system, system.Admin);
        var gateway = await api.CreateP2cGatewayAsync(People);
        var ca = new JsonObject { ["content"] = Certificates.Ca("clients") };
        var server = await api.CreateServerAsync(gateway, wanted =>
        {
            wanted["client_auth_type"] = "CERT";
            wanted["client_ca_certificates"] = new JsonArray(ca);
        });
        var id = server.Split('/')[^1];
        var sessions = await Task.WhenAll(Enumerable.Range(0, People).Select(number => agent.Clients.DialAsync(id, $"client-{number}", "")));
        await Eventually.Async(async () => await CountAsync(api, gateway) == People);

        var pages = await PagesAsync(api, gateway);
        pages.Select(page => page.Count).ShouldBe([100, People - 100, 0]);
        pages.SelectMany(page => page).Select(client => client!["connection_id"]!.GetValue<string>()).ShouldBe(sessions, ignoreOrder: true);

        var path = $"/p2c-vpn-gateways/{gateway}/connections/{sessions[0]}/disconnect";
        (await api.SendAsync(HttpMethod.Post, path, null)).Status.ShouldBe(HttpStatusCode.OK);
        (await CountAsync(api, gateway)).ShouldBe(People - 1);
        var again = await api.SendAsync(HttpMethod.Post, path, null);
        (again.Status, again.Error).ShouldBe((HttpStatusCode.NotFound, "VPN.0563"));
    }

    private static async Task<long> CountAsync(ApiClient api, string gateway) =>
        (await api.GetAsync($"/p2c-vpn-gateways/{gateway}/connections")).Json!["total_count"]!.GetValue<long>();

    private static async Task<IReadOnlyList<JsonArray>> PagesAsync(ApiClient api, string gateway)
    {
        var pages = new List<JsonArray>();
        do
        {
            var page = await api.GetAsync($"/p2c-vpn-gateways/{gateway}/connections?limit=100&offset={100 * pages.Count}");
            pages.Add(page.Json!["connections"]!.AsArray());
        }
        while (pages[^1].Count > 0);
        return pages;
    }
}
