using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace VpnMesh.Gateway.Tests.OpenStack;

/// <summary>The identity calls of clients, answered by a real Keystone through the edge in the documented form.</summary>
[Collection(nameof(KeystoneEdge))]
public sealed class KeystoneCallTests(KeystoneEdge edge)
{
    [Fact]
    public async Task A_token_is_described_as_documented()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var answer = await user.LogInAsync(KeystoneUser.InProject());

        answer.Status.ShouldBe(201, answer.Body);
        var token = answer.Json.GetProperty("token");
        token.GetProperty("methods").Deserialize<string[]>().ShouldBe(["password"]);
        token.GetProperty("issued_at").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$");
        token.GetProperty("expires_at").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$");
        (Text(token, "user", "id"), Text(token, "user", "name"), Text(token, "user", "domain", "id")).ShouldBe((user.Id, user.Name, edge.DomainId));
        (Text(token, "project", "id"), Text(token, "project", "domain", "name")).ShouldBe((edge.ProjectId, KeystoneEdge.Account));
        token.GetProperty("roles").EnumerateArray().Select(role => Text(role, "name")).ShouldContain("member");
        var catalog = token.GetProperty("catalog").EnumerateArray().ToDictionary(
            service => Text(service, "type"), service => Text(service.GetProperty("endpoints")[0], "url"));
        var url = edge.Address.ToString().TrimEnd('/');
        catalog.ShouldBe(new Dictionary<string, string> { ["vpn"] = url, ["identity"] = $"{url}/v3", ["eps"] = $"{url}/v1.0" }, ignoreOrder: true);

        var own = await edge.SendAsync("GET", "/v3/auth/tokens", answer.Headers["X-Subject-Token"], subject: answer.Headers["X-Subject-Token"]);
        (own.Status, own.Headers["X-Subject-Token"]).ShouldBe((200, answer.Headers["X-Subject-Token"]));
        Text(own.Json, "token", "project", "id").ShouldBe(edge.ProjectId);
    }

    public static TheoryData<string, string?, bool> Scopes => new()
    {
        { "none", null, false },
        { "account", """{"domain": {"name": "example-account"}}""", false },
        { "project and account", """{"project": {"name": "region-1", "domain": {"name": "example-account"}}, "domain": {"name": "example-account"}}""", true },
        { "project id", """{"project": {"id": "PROJECT"}}""", true },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task A_token_has_the_scope_asked_for_by_password_and_by_exchange(string scope, string? json, bool project)
    {
        KeystoneEdge.Require();
        scope.ShouldNotBeEmpty();
        var user = await edge.UserAsync("member");
        JsonObject? Wanted() => json is null ? null : JsonNode.Parse(json.Replace("PROJECT", edge.ProjectId, StringComparison.Ordinal))!.AsObject();
        var byPassword = await user.LogInAsync(Wanted());
        byPassword.Status.ShouldBe(201, byPassword.Body);
        var byExchange = await user.ExchangeAsync(byPassword.Headers["X-Subject-Token"], Wanted());
        foreach (var (answer, method) in new[] { (byPassword, "password"), (byExchange, "token") })
        {
            answer.Status.ShouldBe(201, answer.Body);
            var token = answer.Json.GetProperty("token");
            token.GetProperty("methods").Deserialize<string[]>().ShouldBe([method]);
            token.TryGetProperty("project", out _).ShouldBe(project);
            Text(token, project ? "project" : "domain", "name").ShouldBe(project ? "region-1" : KeystoneEdge.Account);
        }
    }

    [Theory]
    [InlineData("wrong password")]
    [InlineData("unknown user")]
    [InlineData("no role in the project")]
    [InlineData("unknown project")]
    [InlineData("another account")]
    public async Task A_wrong_log_in_is_one_answer_for_all(string what)
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var answer = await (what switch
        {
            "wrong password" => user.LogInAsync(password: "Another-Passw0rd"),
            "unknown user" => (user with { Name = "nobody" }).LogInAsync(),
            "no role in the project" => user.LogInAsync(KeystoneUser.InProject("region-2")),
            "unknown project" => user.LogInAsync(KeystoneUser.InProject("region-9")),
            _ => user.LogInAsync(new JsonObject { ["domain"] = new JsonObject { ["name"] = "Default" } }),
        });
        answer.ShouldBeError(401, "IAM.0001", "The request you have made requires authentication.");
    }

    [Theory]
    [InlineData("""{"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "a", "domain": {"name": "b"}}}}}}""", "IAM.0072")]
    [InlineData("""{"auth": {"identity": {"methods": ["totp"]}}}""", "IAM.0011")]
    [InlineData("not json", "IAM.0011")]
    public async Task A_malformed_log_in_is_refused_as_documented(string body, string code)
    {
        KeystoneEdge.Require();
        var answer = await edge.SendAsync("POST", "/v3/auth/tokens", body: body);
        (answer.Status, Text(answer.Json, "error_code")).ShouldBe((400, code), answer.Body);
    }

    [Fact]
    public async Task Projects_are_found_by_name_by_those_who_are_in_them()
    {
        KeystoneEdge.Require();
        var token = await (await edge.UserAsync("member")).ProjectTokenAsync();
        var url = edge.Address.ToString().TrimEnd('/');

        var own = await edge.SendAsync("GET", "/v3/auth/projects", token);
        own.Status.ShouldBe(200, own.Body);
        Ids(own.Json, "projects").ShouldBe([edge.ProjectId]);
        var project = own.Json.GetProperty("projects")[0];
        (Text(project, "name"), Text(project, "domain_id"), Text(project, "parent_id")).ShouldBe(("region-1", edge.DomainId, edge.DomainId));
        Text(project, "links", "self").ShouldBe($"{url}/v3/projects/{edge.ProjectId}");

        var named = await edge.SendAsync("GET", "/v3/projects?name=region-1", token);
        Ids(named.Json, "projects").ShouldBe([edge.ProjectId]);
        Text(named.Json, "links", "self").ShouldBe($"{url}/v3/projects?name=region-1");
        Ids((await edge.SendAsync("GET", "/v3/projects?name=region-2", token)).Json, "projects").ShouldBeEmpty();
        (await edge.SendAsync("GET", "/v3/projects?domain_id=default", token)).ShouldBeError(
            403, "IAM.0002", "You are not authorized to perform the requested action.");
    }

    [Fact]
    public async Task Who_reads_the_account_sees_its_projects_in_pages_and_its_users()
    {
        KeystoneEdge.Require();
        var user = await edge.NewUserAsync("reader", onAccount: true);
        var token = await user.TokenAsync(KeystoneUser.InAccount);

        var first = (await edge.SendAsync("GET", "/v3/projects?page=1&per_page=1", token)).Json;
        var second = (await edge.SendAsync("GET", "/v3/projects?page=2&per_page=1", token)).Json;
        Ids(first, "projects").Concat(Ids(second, "projects")).ShouldBe([edge.ProjectId, edge.OtherProjectId]);
        Text(first, "links", "next").ShouldEndWith("/v3/projects?page=2&per_page=1");
        second.GetProperty("links").GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);

        Ids((await edge.SendAsync("GET", "/v3/users?name=edge", token)).Json, "users").Length.ShouldBe(1);
        Ids((await edge.SendAsync("GET", "/v3/users", token)).Json, "users").ShouldContain(user.Id);
    }

    [Fact]
    public async Task A_user_sees_itself_and_its_account()
    {
        KeystoneEdge.Require();
        var user = await edge.UserAsync("member");
        var token = await user.TokenAsync(KeystoneUser.InAccount);

        Ids((await edge.SendAsync("GET", "/v3/users", token)).Json, "users").ShouldBe([user.Id]);
        Ids((await edge.SendAsync("GET", "/v3/users?name=edge", token)).Json, "users").ShouldBeEmpty();
        var domains = (await edge.SendAsync("GET", "/v3/auth/domains", token)).Json;
        Ids(domains, "domains").ShouldBe([edge.DomainId]);
        Text(domains.GetProperty("domains")[0], "name").ShouldBe(KeystoneEdge.Account);
        Ids((await edge.SendAsync("GET", "/v1.0/enterprise-projects", token)).Json, "enterprise_projects")[0].ShouldBe("0");
        const string Filter = """{"resource_types": ["p2c-vpn-gateways"]}""";
        var resources = await edge.SendAsync("POST", "/v1.0/enterprise-projects/0/resources/filter", token, Filter);
        (resources.Status, resources.Json.GetProperty("total_count").GetInt32()).ShouldBe((200, 0));
    }

    [Fact]
    public async Task Anothers_token_is_not_shown()
    {
        KeystoneEdge.Require();
        var (token, other) = (await (await edge.UserAsync("member")).ProjectTokenAsync(), await (await edge.UserAsync("reader")).ProjectTokenAsync());

        (await edge.SendAsync("GET", "/v3/auth/tokens", token, subject: other)).ShouldBeError(
            403, "IAM.0002", "You are not authorized to perform the requested action.");
        (await edge.SendAsync("GET", "/v3/auth/tokens", token, subject: "unknown")).ShouldBeError(
            404, "IAM.0004", "Could not find token: X-Subject-Token.");
        (await edge.SendAsync("GET", "/v3/auth/tokens", token)).ShouldBeError(400, "IAM.0072", "'X-Subject-Token' is a required property.");
    }

    private static string[] Ids(JsonElement json, string list) => [.. json.GetProperty(list).EnumerateArray().Select(each => Text(each, "id"))];

    private static string Text(JsonElement json, params string[] path) => path.Aggregate(json, (each, name) => each.GetProperty(name)).GetString()!;
}
