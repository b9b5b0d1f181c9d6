using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>Tags: what one service writes the others show on the next read.</summary>
public abstract partial class SystemTests<TSystem>
    where TSystem : MeshSystem, new()
{
    [Fact]
    public async Task Tags_show_at_once_wherever_they_are_read()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var gateway = await CreateTaggedAsync(api, "vpn-gateways", "vpn_gateway", Bodies.NewEips("old-name"));
        var customer = await CreateTaggedAsync(
            api, "customer-gateways", "customer_gateway", JsonNode.Parse("""{"customer_gateway":{"id_value":"198.51.100.9"}}""")!);
        var clients = await CreateTaggedAsync(api, "p2c-vpn-gateways", "p2c_vpn_gateway", ClientVpnSteps.Gateway());
        var eip = (await api.UntilActiveAsync(gateway))["eip1"]!["id"]!.GetValue<string>();
        var connection = await CreateTaggedAsync(api, "vpn-connection", "vpn_connection", JsonNode.Parse(
            $$$"""
            {"vpn_connection":{"vgw_id":"{{{gateway}}}","vgw_ip":"{{{eip}}}","cgw_id":"{{{customer}}}","peer_subnets":["10.9.0.0/24"],
             "psk":"Abcd-1234-efgh"}}
            """)!);
        await api.UntilP2cGatewayActiveAsync(clients);
        (string Type, string Path, string Body, string Id)[] resources =
        [
            ("vpn-connection", "vpn-connection", "vpn_connection", connection),
            ("vpn-gateway", "vpn-gateways", "vpn_gateway", gateway),
            ("customer-gateway", "customer-gateways", "customer_gateway", customer),
            ("p2c-vpn-gateways", "p2c-vpn-gateways", "p2c_vpn_gateway", clients),
        ];
        foreach (var (type, path, body, id) in resources)
        {
            (await FindAsync(api, type, """{"tags":[{"key":"owner","values":["anna"]}]}""")).ShouldBe([id]);
            const string changed = """{"tags":[{"key":"owner","value":"bert"},{"key":"stage"}]}""";
            (await PostAsync(api, $"/{type}/{id}/tags/create", changed)).ShouldBe(HttpStatusCode.NoContent);
            Tags((await api.GetAsync($"/{path}/{id}")).Json![body]!).ShouldBe("owner=bert stage=");
            Tags((await api.GetAsync($"/{type}/{id}/tags")).Json!).ShouldBe("owner=bert stage=");

            var renamed = new JsonObject { [body] = new JsonObject { ["name"] = "new-name" } };
            (await api.PutAsync($"/{path}/{id}", renamed)).Status.ShouldBe(HttpStatusCode.OK);
            const string both = """{"matches":[{"key":"resource_name","value":"new-name"}],"tags":[{"key":"stage","values":[]}]}""";
            (await FindAsync(api, type, both)).ShouldBe([id]);
            (await FindAsync(api, type, """{"without_any_tag":"true"}""")).ShouldBeEmpty();
            (await api.GetAsync($"/{type}/tags")).Json!.ToJsonString()
                .ShouldBe("""{"tags":[{"key":"owner","values":["bert"]},{"key":"stage","values":[""]}]}""");
            (await api.PostAsync($"/{type}/resource-instances/filter?offset=1", new JsonObject())).Json!.ToJsonString()
                .ShouldBe("""{"resources":[],"total_count":1}""");
        }
        await api.UntilActiveAsync(gateway);
        foreach (var (type, path, _, id) in resources)
        {
            (await api.DeleteAsync($"/{path}/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
            await Eventually.Async(async () => (await api.GetAsync($"/{path}/{id}")).Status == HttpStatusCode.NotFound);
            (await FindAsync(api, type, "{}")).ShouldBeEmpty();
            (await api.GetAsync($"/{type}/{id}/tags")).Error.ShouldBe("VPN.0004");
        }
    }

    private static async Task<string> CreateTaggedAsync(ApiClient api, string path, string body, JsonNode wanted)
    {
        wanted[body]!["tags"] = JsonNode.Parse("""[{"key":"owner","value":"anna"}]""");
        var answer = await api.PostAsync($"/{path}", wanted);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Json?.ToJsonString());
        return answer.Json![body]!["id"]!.GetValue<string>();
    }

    private static async Task<HttpStatusCode> PostAsync(ApiClient api, string path, string body)
    {
        var answer = await api.PostAsync(path, JsonNode.Parse(body)!);
        answer.Json.ShouldBeNull();
        return answer.Status;
    }

    /// <summary>Ids of what a filter finds; the count of the same condition agrees.</summary>
    private static async Task<string[]> FindAsync(ApiClient api, string type, string body)
    {
        var found = (await api.PostAsync($"/{type}/resource-instances/filter", JsonNode.Parse(body)!)).Json!;
        var count = (await api.PostAsync($"/{type}/resource-instances/count", JsonNode.Parse(body)!)).Json!;
        var ids = found["resources"]!.AsArray().Select(resource => resource!["resource_id"]!.GetValue<string>()).ToArray();
        (found["total_count"]!.GetValue<long>(), count["total_count"]!.GetValue<long>()).ShouldBe((ids.LongLength, ids.LongLength));
        return ids;
    }

    private static string Tags(JsonNode tagged) =>
        string.Join(' ', tagged["tags"]!.AsArray().Select(tag => $"{tag!["key"]}={tag["value"]}").Order(StringComparer.Ordinal));
}
