using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>What a user of the service sees, the same in every shape. Each shape is a class of its own below.</summary>
public abstract partial class SystemTests<TSystem>(Running<TSystem> running)
    where TSystem : MeshSystem, new()
{
    private readonly TSystem _system = running.System;

    [Fact]
    public async Task First_example_of_the_contract_is_created_and_becomes_active()
    {
        using var api = new ApiClient(_system, _system.Admin);
        var created = await api.PostAsync("/vpn-gateways", Bodies.FirstExample());
        created.Status.ShouldBe(HttpStatusCode.Created);
        var gateway = created.Json!["vpn_gateway"]!;
        Bodies.WithoutGenerated(gateway).ShouldBe(Bodies.FirstExampleAnswer());
        created.Json["request_id"]!.GetValue<string>().ShouldBe(created.RequestId);

        var id = gateway["id"]!.GetValue<string>();
        var shown = await api.UntilActiveAsync(id);
        shown["eip1"]!["id"]!.GetValue<string>().ShouldBe("cff40e5e-4c1e-4a8d-8a86-7366077bf097");
        shown["availability_zone_ids"]!.AsArray().Count.ShouldBe(2);
        await api.DeleteGatewayAsync(id);
    }

    [Fact]
    public async Task Changes_and_deletion_show_on_the_next_read_and_in_the_quotas()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        (await api.QuotaAsync("vpn_gateway")).ShouldBe(0);
        var id = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-life"));
        (await api.QuotaAsync("vpn_gateway")).ShouldBe(1);
        await api.UntilActiveAsync(id);

        var updated = await api.PutAsync($"/vpn-gateways/{id}", JsonNode.Parse("""{"vpn_gateway":{"name":"vpngw-renamed"}}""")!);
        updated.Status.ShouldBe(HttpStatusCode.OK);
        (await api.UntilActiveAsync(id))["name"]!.GetValue<string>().ShouldBe("vpngw-renamed");
        var changed = await api.PostAsync($"/vpn-gateways/{id}/update-specification", JsonNode.Parse("""{"vpn_gateway":{"flavor":"Professional2"}}""")!);
        changed.Status.ShouldBe(HttpStatusCode.OK);
        (await api.UntilActiveAsync(id))["flavor"]!.GetValue<string>().ShouldBe("Professional2");

        await api.DeleteGatewayAsync(id);
        await Eventually.Async(async () => await api.QuotaAsync("vpn_gateway") == 0);
    }

    [Theory]
    [InlineData("sdk.http")]
    [InlineData("provider.http")]
    public async Task Observed_clients_are_served_byte_for_byte(string file) =>
        await new Replay(_system, file).RunAsync();

    [Fact]
    public Task Resources_of_a_plan_are_made_changed_and_deleted_at_the_same_time() =>
        Task.WhenAll(Enumerable.Range(0, 5).Select(_ => new Replay(_system, "provider.http").RunAsync()));

    [Fact]
    public async Task Another_project_sees_nothing()
    {
        using var owner = new ApiClient(_system, _system.Admin);
        var id = await owner.CreateGatewayAsync(Bodies.NewEips("vpngw-mine"));
        var customer = (await owner.PostAsync("/customer-gateways", JsonNode.Parse("""{"customer_gateway":{"id_value":"198.51.100.9"}}""")!))
            .Json!["customer_gateway"]!["id"]!.GetValue<string>();
        await owner.UntilActiveAsync(id);

        using var other = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var calls = new[]
        {
            await other.GetAsync($"/vpn-gateways/{id}"),
            await other.PutAsync($"/vpn-gateways/{id}", JsonNode.Parse("""{"vpn_gateway":{"name":"stolen"}}""")!),
            await other.PostAsync($"/vpn-gateways/{id}/update-specification", JsonNode.Parse("""{"vpn_gateway":{"flavor":"Professional2"}}""")!),
            await other.DeleteAsync($"/vpn-gateways/{id}"),
            await other.GetAsync($"/customer-gateways/{customer}"),
            await other.PutAsync($"/customer-gateways/{customer}", JsonNode.Parse("""{"customer_gateway":{"name":"stolen"}}""")!),
            await other.DeleteAsync($"/customer-gateways/{customer}"),
        };
        calls.ShouldAllBe(answer => answer.Status == HttpStatusCode.NotFound && answer.Error == "VPN.0004");
        (await other.GetAsync("/vpn-gateways")).Json!["vpn_gateways"]!.AsArray().ShouldBeEmpty();

        var token = await Administration.TokenAsync(_system, other.Project);
        using var http = new HttpClient { BaseAddress = _system.PublicUrl };
        http.DefaultRequestHeaders.Add("X-Auth-Token", token);
        (await http.GetAsync($"/v5/{owner.Project}/vpn-gateways/{id}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await http.GetAsync($"/v5/{other.Project}/vpn-gateways/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await owner.DeleteAsync($"/customer-gateways/{customer}");
        await owner.DeleteGatewayAsync(id);
    }

    [Fact]
    public async Task Two_hundred_creations_at_once_stop_at_the_quota_of_fifty()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => api.PostAsync("/vpn-gateways", Bodies.Private())));
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(50);
        answers.Where(answer => answer.Status != HttpStatusCode.Created).ShouldAllBe(answer => answer.Error == "VPN.0513");
        (await api.GetAsync("/vpn-gateways")).Json!["vpn_gateways"]!.AsArray().Count.ShouldBe(50);
        (await api.QuotaAsync("vpn_gateway")).ShouldBe(50);
    }

    [Fact]
    public async Task Subscribers_get_the_events_of_a_gateway_in_order_and_each_once()
    {
        using var api = new ApiClient(_system, _system.Admin);
        var id = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-told"));
        await api.UntilActiveAsync(id);
        await api.PutAsync($"/vpn-gateways/{id}", JsonNode.Parse("""{"vpn_gateway":{"name":"vpngw-told-again"}}""")!);
        await api.UntilActiveAsync(id);
        await api.DeleteGatewayAsync(id);
        await Eventually.Async(() => Told(id).LastOrDefault()?["type"]!.GetValue<string>() == "vpn_gateway.deleted");

        var told = Told(id);
        told.Select(entry => entry["type"]!.GetValue<string>()).ShouldBe(
        [
            "vpn_gateway.created", "vpn_gateway.status_changed", "vpn_gateway.updated", "vpn_gateway.status_changed",
            "vpn_gateway.status_changed", "vpn_gateway.status_changed", "vpn_gateway.deleted",
        ]);
        told.Select(entry => entry["id"]!.GetValue<string>()).ShouldBeUnique();
        told.ShouldAllBe(entry => entry["projectid"]!.GetValue<string>() == api.Project);
        told.Select(entry => entry["requestid"]!.GetValue<string>()).Distinct().Count().ShouldBe(3);
        told.ShouldAllBe(entry => entry["requestid"]!.GetValue<string>() != "");
        told.Select(entry => entry["generation"]!.GetValue<long>()).ShouldBeInOrder();
        told[1]["data"]!.ToJsonString().ShouldBe("""{"old_status":"PENDING_CREATE","new_status":"ACTIVE"}""");
    }

    /// <summary>Every process ends as it is asked to, and starts again; the tests of a shape run one after another.</summary>
    [Fact]
    public async Task A_restart_keeps_everything()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var id = await api.CreateGatewayAsync(Bodies.NewEips("vpngw-kept"));
        var before = await api.UntilActiveAsync(id);
        var clientGateway = await api.CreateP2cGatewayAsync();
        await api.CreateServerAsync(clientGateway);
        var serverBefore = await api.UntilServerActiveAsync(clientGateway);
        await _system.StopAsync();
        await _system.StartAsync();
        (await api.UntilActiveAsync(id)).ToJsonString().ShouldBe(before.ToJsonString());
        (await api.UntilServerActiveAsync(clientGateway)).ToJsonString().ShouldBe(serverBefore.ToJsonString());
        (await api.QuotaAsync("vpn_gateway")).ShouldBe(1);
    }

    private List<JsonNode> Told(string resourceId) =>
        [.. _system.Events().Select(line => JsonNode.Parse(line)!).Where(entry => entry["subject"]!.GetValue<string>() == resourceId)];
}

[Collection(nameof(EmbeddedSystem))]
public sealed class EmbeddedTests(Running<EmbeddedSystem> running) : SystemTests<EmbeddedSystem>(running);

/// <summary>Processes with an SQLite file each, as the README starts them; what users see is tested in the two shapes that differ more.</summary>
public sealed class SeparateOnSqliteTests(Traced<SeparateOnSqlite> running) : IClassFixture<Traced<SeparateOnSqlite>>
{
    private readonly SeparateOnSqlite _system = running.System;

    [Fact]
    public Task A_create_is_one_trace_from_the_edge_to_the_agent() => TraceTests.ACreateIsOneTraceAsync(_system, running.Collector);

    [Fact]
    public async Task Tags_are_read_while_the_other_half_is_away()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var created = await api.PostAsync(
            "/customer-gateways", JsonNode.Parse("""{"customer_gateway":{"id_value":"198.51.100.9","tags":[{"key":"a","value":"1"}]}}""")!);
        var id = created.Json!["customer_gateway"]!["id"]!.GetValue<string>();
        var change = JsonNode.Parse("""{"tags":[{"key":"b","value":"2"}]}""")!;
        (await api.PostAsync($"/customer-gateway/{id}/tags/create", change)).Status.ShouldBe(HttpStatusCode.NoContent);
        var tags = (await api.GetAsync($"/customer-gateway/{id}/tags")).Json!["tags"]!.ToJsonString();

        await _system.KillAsync("VpnMesh.Governance");
        var shown = (await api.GetAsync($"/customer-gateways/{id}")).Json!["customer_gateway"]!["tags"]!.ToJsonString();
        await _system.RestartAsync("VpnMesh.Governance");
        await _system.KillAsync("VpnMesh.SiteToSite");
        var known = await api.GetAsync($"/customer-gateway/{id}/tags");
        var refused = await api.PostAsync($"/customer-gateway/{id}/tags/create", change);
        await _system.RestartAsync("VpnMesh.SiteToSite");

        shown.ShouldBe(tags);
        known.Json!["tags"]!.ToJsonString().ShouldBe(tags);
        (refused.Status, refused.Error).ShouldBe((HttpStatusCode.ServiceUnavailable, "APIGW.0202"));
        (await api.PostAsync($"/customer-gateway/{id}/tags/delete", change)).Status.ShouldBe(HttpStatusCode.NoContent);
    }
}

[Collection(nameof(SeparateOnPostgres))]
public sealed class SeparateOnPostgresTests(Running<SeparateOnPostgres> running) : SystemTests<SeparateOnPostgres>(running);
