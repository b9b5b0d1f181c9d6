using System.Text.Json.Nodes;

namespace VpnMesh.CommandLine.Tests;

/// <summary>The life of accounts, projects, users, keys, policies and grants.</summary>
public sealed class IdentityTests(EmbeddedSystem system)
{
    private const string Document = """{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:*:get*","vpn:*:list*"]}]}""";
    private readonly CommandLineTool _tool = system.Tool;

    [Fact]
    public async Task Of_several_accounts_one_must_be_named()
    {
        var made = await _tool.JsonAsync("account create", "second");
        var accounts = await _tool.ItemsAsync("account list");
        accounts.Select(account => account["id"]!.GetValue<string>()).ShouldContain(made["domain_id"]!.GetValue<string>());
        (await _tool.RunAsync("project list")).ShouldFail(2, "--account");
    }

    [Fact]
    public async Task Projects_are_made_shown_disabled_and_enabled()
    {
        var account = await AccountAsync();
        var id = (await _tool.JsonAsync("project create", "cli-project", "--account", account))["project_id"]!.GetValue<string>();
        (await _tool.JsonAsync("project disable", id))["enabled"]!.GetValue<bool>().ShouldBeFalse();
        Find(await _tool.ItemsAsync("project list", "--account", account), "id", id)["enabled"]!.GetValue<bool>().ShouldBeFalse();
        (await _tool.JsonAsync("project enable", id))["enabled"]!.GetValue<bool>().ShouldBeTrue();

        var made = await _tool.JsonAsync("enterprise-project create", "cli-group", "--account", account, "--description", "of the tests");
        var group = made["enterprise_project_id"]!.GetValue<string>();
        (await _tool.JsonAsync("enterprise-project disable", group))["enabled"]!.GetValue<bool>().ShouldBeFalse();
        var shown = Find(await _tool.ItemsAsync("enterprise-project list", "--account", account), "id", group);
        shown["description"]!.GetValue<string>().ShouldBe("of the tests");
        shown["enabled"]!.GetValue<bool>().ShouldBeFalse();
        await _tool.JsonAsync("enterprise-project enable", group);
    }

    [Fact]
    public async Task Users_are_made_with_a_password_from_standard_input_and_have_keys()
    {
        var user = await MakeUserAsync("anna");
        (await _tool.JsonAsync("user get", user))["name"]!.GetValue<string>().ShouldBe("anna");
        Find(await _tool.ItemsAsync("user list", "--account", await AccountAsync(), "--limit", "1000"), "id", user).ShouldNotBeNull();
        var changed = await _tool.RunWithInputAsync("Other-Pass-9\n", "user set-password", user, "--password-stdin");
        changed.ExitCode.ShouldBe(0, changed.ToString());
        (await _tool.RunAsync("user set-password", user)).ShouldFail(2, "--password-stdin");
        await _tool.JsonAsync("user disable", user);
        (await _tool.JsonAsync("user get", user))["enabled"]!.GetValue<bool>().ShouldBeFalse();
        await _tool.JsonAsync("user enable", user);
        await KeysAsync(user);
        (await _tool.JsonAsync("user delete", user))["deleted"]!.GetValue<bool>().ShouldBeTrue();
        (await _tool.RunAsync("user get", user)).ShouldFail(1, "IAM.0004");
    }

    [Fact]
    public async Task Policies_are_granted_and_taken_back()
    {
        var user = await MakeUserAsync("bert");
        var account = await AccountAsync();
        var policy = (await _tool.JsonAsync("policy create", "readers", "--account", account, "-d", Document))["policy_id"]!.GetValue<string>();
        await _tool.JsonAsync("policy update", policy, "--name", "cli-readers");
        (await _tool.JsonAsync("policy get", policy))["name"]!.GetValue<string>().ShouldBe("cli-readers");
        var listed = await _tool.ItemsAsync("policy list", "--account", account);
        Find(listed, "policy", "VPN FullAccess")["built_in"]!.GetValue<bool>().ShouldBeTrue();
        Find(listed, "policy", policy)["built_in"]!.GetValue<bool>().ShouldBeFalse();

        await _tool.JsonAsync("grant create", user, policy, "--project", _tool["VPNMESH_PROJECT_ID"]);
        var granted = (await _tool.ItemsAsync("grant list", user)).ShouldHaveSingleItem();
        granted["policy"]!.GetValue<string>().ShouldBe(policy);
        granted["project_id"]!.GetValue<string>().ShouldBe(_tool["VPNMESH_PROJECT_ID"]);
        (await _tool.RunAsync("policy delete", policy)).ExitCode.ShouldBe(1);
        await _tool.JsonAsync("grant delete", user, policy, "--project", _tool["VPNMESH_PROJECT_ID"]);
        (await _tool.JsonAsync("policy delete", policy))["deleted"]!.GetValue<bool>().ShouldBeTrue();
    }

    private async Task KeysAsync(string user)
    {
        var made = await _tool.RunAsync("key create", user, "--json");
        made.Error.ShouldContain("only this once");
        var (key, secret) = (made.Json["access_key"]!.GetValue<string>(), made.Json["secret_key"]!.GetValue<string>());
        await _tool.JsonAsync("key disable", key);
        await _tool.JsonAsync("key enable", key);
        var rotated = await _tool.JsonAsync("key rotate", key, "--grace", "3600");
        var keys = await _tool.RunAsync("key list", user, "--json");
        keys.Output.ShouldNotContain(secret);
        JsonNode[] listed = [.. keys.Json["items"]!.AsArray().Select(each => each!)];
        Find(listed, "access_key", key)["expires_at"].ShouldNotBeNull();
        Find(listed, "access_key", rotated["access_key"]!.GetValue<string>())["expires_at"].ShouldBeNull();
        (await _tool.JsonAsync("key delete", key))["deleted"]!.GetValue<bool>().ShouldBeTrue();
    }

    private async Task<string> MakeUserAsync(string name)
    {
        var made = await _tool.RunWithInputAsync(
            "First-Pass-7\n", "user create", name, "--account", await AccountAsync(), "--password-stdin", "--json");
        made.ExitCode.ShouldBe(0, made.ToString());
        return made.Json["user_id"]!.GetValue<string>();
    }

    /// <summary>The account of the first start, which has the project of the environment.</summary>
    private Task<string> AccountAsync() => First.Value;

    private Lazy<Task<string>> First => field ??= new(async () =>
        Find(await _tool.ItemsAsync("account list"), "name", "vpnmesh")["id"]!.GetValue<string>());

    private static JsonNode Find(JsonNode[] items, string field, string value) => items.Single(item => item[field]?.GetValue<string>() == value);
}
