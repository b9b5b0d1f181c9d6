using System.Text.Json.Nodes;
using VpnMesh.TestKit;

namespace VpnMesh.CommandLine.Tests;

/// <summary>Calls of the API, and what administrators do to the resources that they make.</summary>
public sealed class CallTests(EmbeddedSystem system)
{
    private const string VpnGateway = """
        {"vpn_gateway":{"vpc_id":"cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c","local_subnets":["192.168.0.0/24"],
          "connect_subnet":"f5741286-4c1e-4a8d-8a86-2c82bd9ee114",
          "eip1":{"id":"cff40e5e-4c1e-4a8d-8a86-7366077bf097"},"eip2":{"id":"d290f1ee-4c1e-4a8d-8a86-d701748f0851"}}}
        """;

    private readonly CommandLineTool _tool = system.Tool;

    [Fact]
    public async Task A_gateway_is_made_from_a_file_placed_on_agents_and_frozen()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "gateway.json");
        await File.WriteAllTextAsync(file, VpnGateway);
        var made = await _tool.JsonAsync("call", "POST", "/v5/{project_id}/vpn-gateways", "-d", "@" + file);
        made["status"]!.GetValue<int>().ShouldBe(201);
        var gateway = IdOf(made, "vpn_gateway");

        var placements = await _tool.ItemsAsync("placements", "--gateway", gateway);
        placements.Select(placement => placement["slot"]!.GetValue<int>()).ShouldBe([1, 2]);
        placements.ShouldAllBe(placement => placement["project_id"]!.GetValue<string>() == _tool["VPNMESH_PROJECT_ID"]);
        var page = await _tool.JsonAsync("placements", "--gateway", gateway, "--limit", "1");
        (await _tool.ItemsAsync("placements", "--gateway", gateway, "--after", page["next"]!.GetValue<string>())).ShouldHaveSingleItem();

        (await _tool.JsonAsync("gateway freeze", gateway))["frozen"]!.GetValue<bool>().ShouldBeTrue();
        var shown = await _tool.JsonAsync("call", "GET", $"/v5/{{project_id}}/vpn-gateways/{gateway}");
        shown["body"]!["vpn_gateway"]!["status"]!.GetValue<string>().ShouldBe("FREEZED");
        (await _tool.JsonAsync("gateway unfreeze", gateway))["frozen"]!.GetValue<bool>().ShouldBeFalse();
        await FreezeConnectionAsync(gateway);
    }

    [Fact]
    public async Task What_a_person_sees_is_the_body_as_it_came_and_the_head_when_asked()
    {
        var plain = await _tool.RunAsync("call", "GET", "/v5/{project_id}/vpn/quotas?type=vpn_gateway");
        plain.ExitCode.ShouldBe(0, plain.ToString());
        plain.Json["quotas"]!["resources"]!.AsArray().ShouldNotBeEmpty();
        var headed = await _tool.RunAsync("call", "get", "/v3/auth/projects", "-i", "-H", "Accept: application/json");
        headed.Output.ShouldStartWith("HTTP/1.1 200 OK");
        headed.Output.ShouldContain("\"projects\"");
    }

    [Fact]
    public async Task A_refusal_ends_with_1_its_code_and_its_body()
    {
        var refused = await _tool.RunAsync("call", "GET", "/v5/{project_id}/vpn-gateways/cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c");
        refused.ShouldFail(1, "404 VPN.0004");
        refused.Json["error_code"]!.GetValue<string>().ShouldBe("VPN.0004");
        (await _tool.With("VPNMESH_TOKEN", "no-token").RunAsync("call", "GET", "/v5/{project_id}/vpn-gateways")).ShouldFail(1, "401 ");
        (await _tool.RunAsync("gateway freeze", "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c", "--p2c", "--deletable")).ShouldFail(1, "VPN.0004");
    }

    [Fact]
    public async Task What_keeps_a_call_from_being_made_has_its_own_exit_code()
    {
        (await _tool.RunAsync("call", "GET", "/v3/auth/projects", "--url", $"http://127.0.0.1:{FreePort.Next()}")).ShouldFail(3, "nobody answers");
        (await _tool.With("VPNMESH_SECRET_KEY", null).RunAsync("call", "GET", "/v3/auth/projects")).ShouldFail(2, "VPNMESH_SECRET_KEY");
        (await _tool.With("VPNMESH_PROJECT_ID", null).RunAsync("call", "GET", "/v5/{project_id}/vpn-gateways")).ShouldFail(2, "--project");
        (await _tool.RunAsync("call", "POST", "/v5/{project_id}/vpn-gateways", "-d", "@/nowhere/gateway.json")).ShouldFail(2, "/nowhere");
    }

    private async Task FreezeConnectionAsync(string gateway)
    {
        const string CustomerGateway = """{"customer_gateway":{"id_value":"203.0.113.77"}}""";
        var customer = await _tool.RunWithInputAsync(CustomerGateway, "call", "POST", "/v5/{project_id}/customer-gateways", "-d", "@-");
        customer.ExitCode.ShouldBe(0, customer.ToString());
        var body = new JsonObject
        {
            ["vpn_connection"] = new JsonObject
            {
                ["vgw_id"] = gateway,
                ["cgw_id"] = customer.Json["customer_gateway"]!["id"]!.GetValue<string>(),
                ["vgw_ip"] = "cff40e5e-4c1e-4a8d-8a86-7366077bf097",
                ["peer_subnets"] = new JsonArray("10.1.0.0/16"),
                ["psk"] = "Abcd-1234-efgh",
            },
        };
        var connection = IdOf(await _tool.JsonAsync("call", "POST", "/v5/{project_id}/vpn-connection", "-d", body.ToJsonString()), "vpn_connection");
        (await _tool.JsonAsync("connection freeze", connection))["frozen"]!.GetValue<bool>().ShouldBeTrue();
        (await _tool.JsonAsync("connection unfreeze", connection))["frozen"]!.GetValue<bool>().ShouldBeFalse();
    }

    private static string IdOf(JsonNode answer, string resource) => answer["body"]![resource]!["id"]!.GetValue<string>();
}
