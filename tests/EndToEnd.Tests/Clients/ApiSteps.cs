using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Clients;

/// <summary>What clients do in several calls.</summary>
internal static class ApiSteps
{
    public static async Task<string> CreateGatewayAsync(this ApiClient api, JsonNode body)
    {
        var answer = await api.PostAsync("/vpn-gateways", body);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Json?.ToJsonString());
        return answer.Json!["vpn_gateway"]!["id"]!.GetValue<string>();
    }

    /// <summary>Polls until the gateway is ACTIVE, as the Terraform provider does; any status but the pending ones is a failure.</summary>
    public static async Task<JsonNode> UntilActiveAsync(this ApiClient api, string id)
    {
        JsonNode? gateway = null;
        await Eventually.Async(async () =>
        {
            gateway = (await api.GetAsync($"/vpn-gateways/{id}")).Json!["vpn_gateway"]!;
            return gateway["status"]!.GetValue<string>() == "ACTIVE";
        });
        return gateway!;
    }

    /// <summary>Deletes and polls until the 404.</summary>
    public static async Task DeleteGatewayAsync(this ApiClient api, string id)
    {
        (await api.DeleteAsync($"/vpn-gateways/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.Async(async () => (await api.GetAsync($"/vpn-gateways/{id}")).Status == HttpStatusCode.NotFound);
    }

    public static async Task<long> QuotaAsync(this ApiClient api, string type)
    {
        var quotas = (await api.GetAsync("/vpn/quotas")).Json!["quotas"]!["resources"]!.AsArray();
        return quotas.Single(quota => quota!["type"]!.GetValue<string>() == type)!["used"]!.GetValue<long>();
    }
}
