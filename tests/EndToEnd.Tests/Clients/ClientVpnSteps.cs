using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>What clients do in several calls around a point-to-cloud gateway, and what they send.</summary>
internal static class ClientVpnSteps
{
    private const string Gateways = "/p2c-vpn-gateways";

    /// <summary>A gateway that is ACTIVE.</summary>
    /// <param name="api">Whose it is.</param>
    /// <param name="clients">How many people may be connected at the same time.</param>
    public static async Task<string> CreateP2cGatewayAsync(this ApiClient api, int clients = 20)
    {
        var answer = await api.PostAsync(Gateways, Gateway(clients));
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Json?.ToJsonString());
        var id = Id(answer, "p2c_vpn_gateway");
        await api.UntilP2cGatewayActiveAsync(id);
        return id;
    }

    public static Task UntilP2cGatewayActiveAsync(this ApiClient api, string id) => Eventually.Async(async () =>
    {
        var shown = (await api.GetAsync($"{Gateways}/{id}")).Json!["p2c_vpn_gateway"]!;
        return shown["status"]!.GetValue<string>() == "ACTIVE";
    });

    public static async Task DeleteP2cGatewayAsync(this ApiClient api, string id)
    {
        (await api.DeleteAsync($"{Gateways}/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.Async(async () => (await api.GetAsync($"{Gateways}/{id}")).Status == HttpStatusCode.NotFound);
    }

    /// <summary>A server of a gateway that is ACTIVE.</summary>
    /// <param name="api">Whose it is.</param>
    /// <param name="gateway">Id of the gateway.</param>
    /// <param name="vary">Changes what is asked for.</param>
    /// <returns>Path of the server, below that of the project.</returns>
    public static async Task<string> CreateServerAsync(this ApiClient api, string gateway, Action<JsonObject>? vary = null)
    {
        var wanted = Server();
        vary?.Invoke(wanted["vpn_server"]!.AsObject());
        var answer = await api.PostAsync($"{Gateways}/{gateway}/vpn-servers", wanted);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Json?.ToJsonString());
        await api.UntilServerActiveAsync(gateway);
        return $"{Gateways}/vpn-servers/{Id(answer, "vpn_server")}";
    }

    /// <summary>Polls as the Terraform provider does: FAULT and FROZEN are failures, everything but ACTIVE goes on.</summary>
    public static async Task<JsonNode> UntilServerActiveAsync(this ApiClient api, string gateway)
    {
        JsonNode? server = null;
        await Eventually.Async(async () =>
        {
            server = (await api.GetAsync($"{Gateways}/{gateway}/vpn-servers")).Json!["vpn_servers"]!.AsArray().Single()!;
            return server["status"]!.GetValue<string>() is "ACTIVE" or "FAULT" or "FROZEN";
        });
        server!["status"]!.GetValue<string>().ShouldBe("ACTIVE");
        return server;
    }

    /// <summary>Creates what belongs to a server.</summary>
    /// <param name="api">Whose it is.</param>
    /// <param name="path">Path of the list that it comes to.</param>
    /// <param name="kind">The member of the body that holds it.</param>
    /// <param name="fields">Its fields.</param>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateAsync(this ApiClient api, string path, string kind, JsonObject fields)
    {
        var answer = await api.PostAsync(path, new JsonObject { [kind] = fields });
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Json?.ToJsonString());
        return Id(answer, kind);
    }

    public static string Id(ApiAnswer answer, string kind) => answer.Json![kind]!["id"]!.GetValue<string>();

    public static JsonObject User(string name, string password = "Dial-in-7x") => new() { ["name"] = name, ["password"] = password };

    public static JsonNode Gateway(int clients = 20) => JsonNode.Parse(
        $$$$"""
        {"p2c_vpn_gateway": {
          "vpc_id": "cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c",
          "connect_subnet": "f5741286-4c1e-4a8d-8a86-2c82bd9ee114",
          "eip": {"type": "5_bgp", "bandwidth_size": 10},
          "max_connection_number": {{{{clients}}}}}}
        """)!;

    private static JsonObject Server() => JsonNode.Parse(
        """
        {"vpn_server": {
          "client_cidr": "172.16.0.0/20",
          "local_subnets": ["192.168.0.0/24"],
          "server_certificate": {"source": "SERVICE_SIGN"},
          "ssl_options": {}}}
        """)!.AsObject();
}
