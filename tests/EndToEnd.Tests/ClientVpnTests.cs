using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Clients;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>What clients do with point-to-cloud gateways, the same in every shape. Each shape is a class of its own below.</summary>
public abstract class ClientVpnTests<TSystem>(Running<TSystem> running)
    where TSystem : MeshSystem, new()
{
    private const int AtOnce = 8;
    private readonly TSystem _system = running.System;

    [Fact]
    public async Task The_SDK_is_served_byte_for_byte() => await new Replay(_system, "sdk-p2c.http").RunAsync();

    [Fact]
    public async Task The_provider_is_served_byte_for_byte_for_two_servers_at_the_same_time()
    {
        using var api = new ApiClient(_system, _system.Admin);
        await Administration.RegisterAsync(_system, Certificates.Rsa(api.Project, "scs1717051012106"));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            var gateway = await api.CreateP2cGatewayAsync();
            await new Replay(_system, "provider-p2c.http", ("gateway", gateway)).RunAsync();
            await api.DeleteP2cGatewayAsync(gateway);
        }));
    }

    [Fact]
    public async Task What_belongs_to_a_server_is_made_changed_and_deleted_at_the_same_time()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var gateway = await api.CreateP2cGatewayAsync();
        var server = await api.CreateServerAsync(gateway);
        var seen = new HashSet<string>();

        var lives = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => LifeAsync(api, server, number)));
        await Eventually.Async(
            async () =>
            {
                seen.Add((await api.GetAsync("/vpn-servers")).Json!["vpn_servers"]![0]!["status"]!.GetValue<string>());
                return lives.IsCompleted;
            },
            TimeSpan.FromMinutes(2));
        await lives;

        // Of any other status the provider makes an error.
        seen.ShouldBeSubsetOf(["ACTIVE", "PENDING_UPDATE"]);
        (await api.UntilServerActiveAsync(gateway))["client_ca_certificates"]!.AsArray().ShouldBeEmpty();
        (await api.GetAsync($"{server}/users")).Json!["total_count"]!.GetValue<long>().ShouldBe(0);
        (await api.GetAsync($"{server}/access-policies")).Json!["total_count"]!.GetValue<long>().ShouldBe(0);
        (await api.GetAsync($"{server}/groups")).Json!["user_groups"]!.AsArray().Single()!["type"]!.GetValue<string>().ShouldBe("Default");
        await api.DeleteP2cGatewayAsync(gateway);
    }

    [Fact]
    public async Task Lists_are_read_to_their_ends_with_markers_alone()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var server = await api.CreateServerAsync(await api.CreateP2cGatewayAsync());
        var group = await api.CreateAsync($"{server}/groups", "user_group", new() { ["name"] = "many" });
        var users = Enumerable.Range(0, 100).Select(number => $"user-{number}").ToArray();
        var batch = users.Select(name => ClientVpnSteps.User(name)).ToArray();
        Array.ForEach(batch, user => user["user_group_name"] = "many");
        var made = await api.PostAsync($"{server}/users/batch-create", new JsonObject { ["users"] = new JsonArray([.. batch]) });
        made.Status.ShouldBe(HttpStatusCode.Created, made.Json?.ToJsonString());

        // The last page is a full one, and says that it is the last by saying nothing.
        var members = await api.PagesAsync($"{server}/groups/{group}/users?limit=50", "users", "?limit=50&marker=");
        members.Select(page => page.Count).ShouldBe([50, 50]);
        members.Names().ShouldBe(users, ignoreOrder: true);
        (await api.PagesAsync($"{server}/users", "users")).Count.ShouldBe(1);
        var listed = await api.PagesAsync($"{server}/users?limit=30", "users");
        listed.Select(page => page.Count).ShouldBe([30, 70]);
        listed.Names().ShouldBe(users, ignoreOrder: true);
        var names = Enumerable.Range(0, 3).Select(number => $"name-{number}").ToArray();
        foreach (var name in names)
        {
            await api.CreateAsync($"{server}/groups", "user_group", new() { ["name"] = name });
            var policy = new JsonObject { ["name"] = name, ["user_group_id"] = group, ["dest_ip_cidrs"] = new JsonArray("10.0.0.0/8") };
            await api.CreateAsync($"{server}/access-policies", "access_policy", policy);
        }
        var groups = await api.PagesAsync($"{server}/groups?limit=2", "user_groups");
        groups.Names().ShouldBe([.. names, "many", "default"], ignoreOrder: true);
        var policies = await api.PagesAsync($"{server}/access-policies?limit=2", "access_policies");
        policies.Names().ShouldBe(names, ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_gives_all_who_use_it_one_resource_and_one_answer()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        await Administration.SetQuotaAsync(_system, api.Project, "p2c_vpn_gateway", 1);
        var token = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number =>
            api.PostAsync("/p2c-vpn-gateways", ClientVpnSteps.Gateway(), number % 2 == 0 ? token : token.ToUpperInvariant())));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);
        answers.Select(answer => ClientVpnSteps.Id(answer, "p2c_vpn_gateway")).Distinct().Count().ShouldBe(1);
        (await api.GetAsync("/p2c-vpn-gateways")).Json!["p2c_vpn_gateways"]!.AsArray().Count.ShouldBe(1);
        var other = await api.PostAsync("/p2c-vpn-gateways", ClientVpnSteps.Gateway(21), token);
        (other.Status, other.Error).ShouldBe((HttpStatusCode.BadRequest, "VPN.0031"));
        using var elsewhere = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        (await elsewhere.PostAsync("/p2c-vpn-gateways", ClientVpnSteps.Gateway(21), token)).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_was_not_sent_is_filled_in_or_left_out()
    {
        using var api = new ApiClient(_system, _system.Admin, await Administration.CreateProjectAsync(_system));
        var gateway = await api.CreateP2cGatewayAsync();
        var server = await api.CreateServerAsync(gateway, wanted => wanted["client_auth_type"] = null);
        var shown = await api.UntilServerActiveAsync(gateway);
        shown["ssl_options"]!.ToJsonString().ShouldBe(
            """{"protocol":"TCP","port":443,"encryption_algorithm":"AES-128-GCM","authentication_algorithm":"SHA256","is_compressed":false}""");
        shown["client_auth_type"]!.GetValue<string>().ShouldBe("LOCAL_PASSWORD");
        shown["server_certificate"]!.AsObject().ContainsKey("id").ShouldBeFalse();
        var group = await api.CreateAsync($"{server}/groups", "user_group", new() { ["name"] = "group" });
        var policy = new JsonObject { ["name"] = "policy", ["user_group_id"] = group, ["dest_ip_cidrs"] = new JsonArray("10.0.0.0/8") };
        string[] paths =
        [
            $"{server}/users/{await api.CreateAsync($"{server}/users", "user", ClientVpnSteps.User("anna"))}",
            $"{server}/groups/{group}",
            $"{server}/access-policies/{await api.CreateAsync($"{server}/access-policies", "access_policy", policy)}",
        ];
        foreach (var path in paths)
        {
            var kind = (await DescriptionAsync(api, path)).Kind;
            (await DescribedAsync(api, path, kind, "a")).ShouldBe("a");
            (await DescribedAsync(api, path, kind, null)).ShouldBe("a");
            (await DescribedAsync(api, path, kind, "")).ShouldBe("");
        }
    }

    private static async Task LifeAsync(ApiClient api, string server, int number)
    {
        var content = new JsonObject { ["name"] = $"ca-{number}", ["content"] = Certificates.Ca($"ca-{number}") };
        var import = api.CreateAsync($"{server}/client-ca-certificates", "client_ca_certificate", content);
        var making = Enumerable.Range(0, 2).Select(one => api.CreateAsync($"{server}/users", "user", ClientVpnSteps.User($"user-{number}-{one}")));
        var users = await Task.WhenAll(making);
        var ca = await import;
        var group = await api.CreateAsync($"{server}/groups", "user_group", new() { ["name"] = $"group-{number}" });
        var members = new JsonObject { ["users"] = new JsonArray([.. users.Select(id => new JsonObject { ["id"] = id })]) };
        (await api.PostAsync($"{server}/groups/{group}/add-users", members)).Status.ShouldBe(HttpStatusCode.Created);
        var blocks = new JsonArray($"10.{number}.0.7/24", "10.99.0.0/16");
        var rules = new JsonObject { ["name"] = $"p-{number}", ["user_group_id"] = group, ["dest_ip_cidrs"] = blocks };
        var policy = await api.CreateAsync($"{server}/access-policies", "access_policy", rules);

        var shown = (await api.GetAsync($"{server}/groups/{group}/users?limit=50")).Json!;
        shown["users"]!.AsArray().Select(user => user!["id"]!.GetValue<string>()).ShouldBe(users, ignoreOrder: true);
        var renamed = JsonNode.Parse("""{"client_ca_certificate":{"name":"b"}}""")!;
        (await api.PutAsync($"{server}/client-ca-certificates/{ca}", renamed)).Status.ShouldBe(HttpStatusCode.OK);
        (await DescribedAsync(api, $"{server}/users/{users[0]}", "user", "b")).ShouldBe("b");
        (await DescribedAsync(api, $"{server}/groups/{group}", "user_group", "b")).ShouldBe("b");
        (await DescribedAsync(api, $"{server}/access-policies/{policy}", "access_policy", "b")).ShouldBe("b");
        string[] inOrder =
        [
            $"{server}/access-policies/{policy}", $"{server}/groups/{group}", .. users.Select(id => $"{server}/users/{id}"),
            $"{server}/client-ca-certificates/{ca}",
        ];
        foreach (var path in inOrder)
        {
            (await api.DeleteAsync(path)).Status.ShouldBe(HttpStatusCode.NoContent, path);
            // The contract has a code of its own for an access policy that is not there, which is no 404.
            var gone = await api.GetAsync(path);
            (gone.Status == HttpStatusCode.NotFound || gone.Error == "VPN.1401").ShouldBeTrue(path);
        }
    }

    /// <summary>Changes a description; what is shown then, empty where there is none.</summary>
    private static async Task<string> DescribedAsync(ApiClient api, string path, string kind, string? description)
    {
        var changed = await api.PutAsync(path, new JsonObject { [kind] = new JsonObject { ["description"] = description } });
        changed.Status.ShouldBe(HttpStatusCode.OK, changed.Json?.ToJsonString());
        return (await DescriptionAsync(api, path)).Text;
    }

    private static async Task<(string Kind, string Text)> DescriptionAsync(ApiClient api, string path)
    {
        var (kind, shown) = (await api.GetAsync(path)).Json!.AsObject().First();
        return (kind, shown!["description"]?.GetValue<string>() ?? "");
    }
}

[Collection(nameof(EmbeddedSystem))]
public sealed class EmbeddedClientVpnTests(Running<EmbeddedSystem> running) : ClientVpnTests<EmbeddedSystem>(running);

[Collection(nameof(SeparateOnPostgres))]
public sealed class SeparateClientVpnTests(Running<SeparateOnPostgres> running) : ClientVpnTests<SeparateOnPostgres>(running);
