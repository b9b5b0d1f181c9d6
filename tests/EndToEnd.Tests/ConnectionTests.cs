using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>What clients do with the connections of a gateway, the same in every shape. Each shape is a class of its own below.</summary>
public abstract class ConnectionTests<TSystem>(Running<TSystem> running)
    where TSystem : MeshSystem, new()
{
    private const int AtOnce = 10;
    private readonly TSystem _system = running.System;

    [Fact]
    public async Task Connections_of_one_gateway_are_made_changed_reset_and_deleted_at_the_same_time()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var gateway = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-parallel"));
        var eip = (await api.UntilActiveAsync(gateway))["eip1"]!["id"]!.GetValue<string>();
        var customer = await CreateCustomerGatewayAsync(api);

        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => LifeAsync(api, gateway, eip, customer, number)));

        var shown = (await api.GetAsync($"/vpn-gateways/{gateway}")).Json!["vpn_gateway"]!;
        shown["used_connection_number"]!.GetValue<long>().ShouldBe(0);
        shown["used_connection_group"]!.GetValue<long>().ShouldBe(0);
        await Eventually.Async(async () => await api.QuotaAsync("vpn_connection") == 0);
        (await api.DeleteAsync($"/customer-gateways/{customer}")).Status.ShouldBe(HttpStatusCode.NoContent);
        await api.DeleteGatewayAsync(gateway);
    }

    [Fact]
    public async Task A_connection_counts_at_once_and_holds_its_gateways()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var gateway = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-counts"));
        var eip = (await api.UntilActiveAsync(gateway))["eip2"]!["id"]!.GetValue<string>();
        var customer = await CreateCustomerGatewayAsync(api);
        var created = await api.PostAsync("/vpn-connection", Body(gateway, eip, customer, "vpn-counted"));
        created.Status.ShouldBe(HttpStatusCode.Created, created.Json?.ToJsonString());

        var shown = (await api.GetAsync($"/vpn-gateways/{gateway}")).Json!["vpn_gateway"]!;
        shown["used_connection_number"]!.GetValue<long>().ShouldBe(1);
        (await api.QuotaAsync("vpn_connection")).ShouldBe(1);
        var refused = await api.DeleteAsync($"/customer-gateways/{customer}");
        refused.Json!["error_msg"]!.GetValue<string>().ShouldBe($"invalid request: customer gateway {customer} has connection");
        (await api.DeleteAsync($"/vpn-gateways/{gateway}")).Json!["error_msg"]!.GetValue<string>()
            .ShouldBe($"invalid request: vpn gateway {gateway} has connection");
        await DeleteAsync(api, created.Json!["vpn_connection"]!["id"]!.GetValue<string>());
        await api.DeleteGatewayAsync(gateway);
    }

    [Fact]
    public async Task What_a_gateway_and_a_connection_used_is_in_the_ledger_by_the_times_of_their_events()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var gateway = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-billed"));
        var eip = (await api.UntilActiveAsync(gateway))["eip1"]!["id"]!.GetValue<string>();
        await api.PostAsync($"/vpn-gateways/{gateway}/update-specification", JsonNode.Parse("""{"vpn_gateway":{"flavor":"Professional2"}}""")!);
        await api.UntilActiveAsync(gateway);
        var created = await api.PostAsync("/vpn-connection", Body(gateway, eip, await CreateCustomerGatewayAsync(api), "vpn-billed"));
        var connection = created.Json!["vpn_connection"]!["id"]!.GetValue<string>();
        await UntilDownAsync(api, connection);
        await DeleteAsync(api, connection);
        await api.DeleteGatewayAsync(gateway);

        using var billing = new Billing(_system, api.Project);
        await Eventually.Async(async () => (await billing.LedgerAsync()).Count == 8);
        var ledger = await billing.LedgerAsync();
        string At(string what) => _system.TimeOf(gateway, $"vpn_gateway.{what}");
        ledger.Where(entry => entry.ResourceId == gateway).Select(entry => (entry.Meter, entry.At, entry.Delta)).ShouldBe(
        [
            ("eip_bandwidth.bandwidth", At("created"), 10), ("vpn_gateway.Professional1", At("created"), 1),
            ("vpn_gateway.Professional1", At("updated"), -1), ("vpn_gateway.Professional2", At("updated"), 1),
            ("eip_bandwidth.bandwidth", At("deleted"), -10), ("vpn_gateway.Professional2", At("deleted"), -1),
        ], ignoreOrder: true);
        var (from, to) = (_system.TimeOf(connection, "vpn_connection.created"), _system.TimeOf(connection, "vpn_connection.deleted"));
        ledger.Where(entry => entry.ResourceId == connection).Select(entry => (entry.Meter, entry.At, entry.Delta))
            .ShouldBe([("vpn_connection", from, 1), ("vpn_connection", to, -1)]);
        (await billing.UsedAsync("vpn_connection", from, to)).ShouldBe((long)(Billing.Time(to) - Billing.Time(from)).TotalMilliseconds);
    }

    [Fact]
    public async Task A_monitor_probes_its_connection_whose_log_tells_how_it_was_negotiated()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var gateway = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-monitored"));
        var eip = (await api.UntilActiveAsync(gateway))["eip1"]!;
        var customer = await CreateCustomerGatewayAsync(api, MeshSystem.PresentPeer);
        var created = await api.PostAsync("/vpn-connection", Body(gateway, eip["id"]!.GetValue<string>(), customer, "vpn-monitored"));
        var connection = created.Json!["vpn_connection"]!["id"]!.GetValue<string>();

        var wanted = JsonNode.Parse($$$"""{"connection_monitor":{"vpn_connection_id":"{{{connection}}}"}}""")!;
        var answer = await api.PostAsync("/connection-monitors", wanted);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Json?.ToJsonString());
        var monitor = answer.Json!["connection_monitor"]!["id"]!.GetValue<string>();
        (await api.GetAsync($"/vpn-connection/{connection}")).Json!["vpn_connection"]!["connection_monitor_id"]!.GetValue<string>().ShouldBe(monitor);
        await Eventually.Async(async () =>
            (await api.GetAsync($"/connection-monitors/{monitor}")).Json!["connection_monitor"]!["status"]!.GetValue<string>() == "ACTIVE");
        await Eventually.Async(() => Told(monitor, "measured").Length > 0);
        Told(monitor, "measured")[0]["data"]!["received"]!.GetValue<int>().ShouldBe(10);
        var established = $"[{eip["ip_address"]}] IKE SA is established.";
        await Eventually.Async(async () => (await api.GetAsync($"/vpn-connection/{connection}/log")).Json!["logs"]!.AsArray()
            .Any(line => line!["raw_message"]!.GetValue<string>().Contains(established, StringComparison.Ordinal)));

        (await api.DeleteAsync($"/connection-monitors/{monitor}")).Status.ShouldBe(HttpStatusCode.NoContent);
        await DeleteAsync(api, connection);
        (await api.GetAsync($"/connection-monitors/{monitor}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync($"/vpn-connection/{connection}/log")).Status.ShouldBe(HttpStatusCode.NotFound);
        await api.DeleteGatewayAsync(gateway);
        await Eventually.Async(() => Told(monitor, "deleted").Length > 0);
    }

    private JsonNode[] Told(string monitor, string what) => [.. _system.Events().Select(line => JsonNode.Parse(line)!)
        .Where(told => told["subject"]!.GetValue<string>() == monitor && told["type"]!.GetValue<string>() == "connection_monitor." + what)];

    private static async Task<string> CreateCustomerGatewayAsync(ApiClient api, string address = "198.51.100.77")
    {
        var created = await api.PostAsync("/customer-gateways", JsonNode.Parse($$$"""{"customer_gateway":{"id_value":"{{{address}}}"}}""")!);
        return created.Json!["customer_gateway"]!["id"]!.GetValue<string>();
    }

    private static async Task LifeAsync(ApiClient api, string gateway, string eip, string customer, int number)
    {
        var created = await api.PostAsync("/vpn-connection", Body(gateway, eip, customer, $"vpn-{number}"));
        created.Status.ShouldBe(HttpStatusCode.Created, created.Json?.ToJsonString());
        var id = created.Json!["vpn_connection"]!["id"]!.GetValue<string>();
        await UntilDownAsync(api, id);
        var changes = JsonNode.Parse($$$"""{"vpn_connection":{"name":"vpn-renamed-{{{number}}}","psk":"Other-Key-{{{number}}}9"}}""")!;
        (await api.PutAsync($"/vpn-connection/{id}", changes)).Status.ShouldBe(HttpStatusCode.OK);
        (await UntilDownAsync(api, id))["name"]!.GetValue<string>().ShouldBe($"vpn-renamed-{number}");
        (await api.SendAsync(HttpMethod.Post, $"/vpn-connection/{id}/reset", null)).Status.ShouldBe(HttpStatusCode.OK);
        await UntilDownAsync(api, id);
        await DeleteAsync(api, id);
    }

    /// <summary>Polls as the Terraform provider does: ERROR is a failure, everything but ACTIVE and DOWN goes on.</summary>
    private static async Task<JsonNode> UntilDownAsync(ApiClient api, string id)
    {
        JsonNode? connection = null;
        await Eventually.Async(async () =>
        {
            connection = (await api.GetAsync($"/vpn-connection/{id}")).Json!["vpn_connection"]!;
            connection["status"]!.GetValue<string>().ShouldNotBe("ERROR");
            return connection["status"]!.GetValue<string>() is "DOWN" or "ACTIVE";
        });
        return connection!;
    }

    private static async Task DeleteAsync(ApiClient api, string id)
    {
        (await api.DeleteAsync($"/vpn-connection/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.Async(async () => (await api.GetAsync($"/vpn-connection/{id}")).Status == HttpStatusCode.NotFound);
    }

    private static JsonNode Body(string gateway, string eip, string customer, string name) => JsonNode.Parse(
        $$$"""
        {"vpn_connection":{"name":"{{{name}}}","vgw_id":"{{{gateway}}}","vgw_ip":"{{{eip}}}","cgw_id":"{{{customer}}}",
         "peer_subnets":["10.9.0.0/24"],"psk":"Abcd-1234-efgh"}}
        """)!;
}

[Collection(nameof(EmbeddedSystem))]
public sealed class EmbeddedConnectionTests(Running<EmbeddedSystem> running) : ConnectionTests<EmbeddedSystem>(running);

[Collection(nameof(SeparateOnPostgres))]
public sealed class SeparateConnectionTests(Running<SeparateOnPostgres> running) : ConnectionTests<SeparateOnPostgres>(running);
