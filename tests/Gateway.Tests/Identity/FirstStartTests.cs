using System.Text;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.TestKit;

namespace VpnMesh.Gateway.Tests.Identity;

public sealed class FirstStartTests
{
    private const string AccessKey = "AKFIRST";
    private const string SecretKey = "first-secret-key-0123456789";
    private const string ProjectId = "0f2b7d5c9a8e4d31b6c4e1f7a2d3c4b5";
    private const string AdminPassword = "First-Passw0rd-0123";

    private static readonly string[] Given =
    [
        $"--ACCESS_KEY={AccessKey}", $"--SECRET_KEY={SecretKey}", $"--PROJECT_ID={ProjectId}", $"--ADMIN_PASSWORD={AdminPassword}",
    ];

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task What_is_given_is_used_and_not_printed(string dialect)
    {
        await using var system = await IdentitySystem.StartAsync(dialect, Given);
        system.Output.ShouldBeEmpty();
        var found = (await system.Principals.FindAccessKeyAsync(AccessKey, default)).ShouldBeOfType<AccessKeyLookup.Found>();
        found.SecretKey.ShouldBe(SecretKey);
        found.Principal.AccountOwner.ShouldBeTrue();
        var project = await system.Principals.FindProjectAsync(ProjectId, default);
        project.ShouldBe(new VpnMesh.Identity.Project(ProjectId, "region-1", found.Principal.DomainId, true));
        (await LogInAsync(system, AdminPassword)).Token.Project.Id.ShouldBe(ProjectId);
    }

    [Fact]
    public async Task What_is_generated_works_and_is_printed_once_in_a_form_that_a_shell_takes()
    {
        using var folder = new TempFolder();
        var first = await IdentitySystem.StartAsync(folder, "");
        var exports = Exports(first.Output);
        exports.Keys.ShouldBe(["VPNMESH_ADMIN_PASSWORD", "VPNMESH_PROJECT_ID", "VPNMESH_ACCESS_KEY", "VPNMESH_SECRET_KEY"], ignoreOrder: true);
        exports["VPNMESH_PROJECT_ID"].ShouldMatch("^[0-9a-f]{32}$");
        var found = (await first.Principals.FindAccessKeyAsync(exports["VPNMESH_ACCESS_KEY"], default)).ShouldBeOfType<AccessKeyLookup.Found>();
        found.SecretKey.ShouldBe(exports["VPNMESH_SECRET_KEY"]);
        var token = (await LogInAsync(first, exports["VPNMESH_ADMIN_PASSWORD"])).SubjectToken;
        await first.StopAsync();

        await using var second = await IdentitySystem.StartAsync(folder, "");
        second.Output.ShouldBeEmpty();
        (await second.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Found>();
    }

    [Fact]
    public async Task Only_what_was_not_given_is_printed()
    {
        await using var system = await IdentitySystem.StartAsync("sqlite", $"--ACCESS_KEY={AccessKey}", $"--ADMIN_PASSWORD={AdminPassword}");
        Exports(system.Output).Keys.ShouldBe(["VPNMESH_PROJECT_ID", "VPNMESH_SECRET_KEY"], ignoreOrder: true);
        system.Output.ShouldNotContain(AdminPassword);
    }

    [Fact]
    public async Task What_is_given_empty_is_not_given()
    {
        await using var system = await IdentitySystem.StartAsync("sqlite", "--ACCESS_KEY=", "--SECRET_KEY=", "--PROJECT_ID=", "--ADMIN_PASSWORD=");
        var exports = Exports(system.Output);
        exports.Keys.ShouldBe(["VPNMESH_ADMIN_PASSWORD", "VPNMESH_PROJECT_ID", "VPNMESH_ACCESS_KEY", "VPNMESH_SECRET_KEY"], ignoreOrder: true);
        exports.Values.ShouldAllBe(value => value.Length >= 20);
        (await LogInAsync(system, exports["VPNMESH_ADMIN_PASSWORD"])).Token.Project.Id.ShouldBe(exports["VPNMESH_PROJECT_ID"]);
    }

    public static TheoryData<string, string, string> Unusable => new()
    {
        { "ADMIN_PASSWORD", "Sh0rt-!", "must be 8 to 128 characters long" },
        { "ADMIN_PASSWORD", new string('x', 129), "must be 8 to 128 characters long" },
        { "PROJECT_ID", "x/y", Texts.IdRule },
        { "PROJECT_ID", "..", Texts.IdRule },
        { "PROJECT_ID", "x%2Fy", Texts.IdRule },
        { "PROJECT_ID", "\u00e4", Texts.IdRule },
        { "PROJECT_ID", new string('x', 65), Texts.IdRule },
        { "ACCESS_KEY", "x y", Texts.IdRule },
        { "ACCESS_KEY", "x\ty", Texts.IdRule },
        { "ACCESS_KEY", "x,y", Texts.IdRule },
        { "ACCESS_KEY", "x=y", Texts.IdRule },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_setting_that_cannot_be_used_ends_the_first_start_and_is_not_repeated(string setting, string value, string rule)
    {
        using var folder = new TempFolder();
        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => IdentitySystem.StartAsync(folder, "", [$"--{setting}={value}"]));
        refusal.Message.ShouldBe($"The setting VPNMESH_{setting} {rule}.");
        refusal.ToString().ShouldNotContain(value);

        // Nothing was made with it.
        await using var system = await IdentitySystem.StartAsync(folder, "", Given);
        (await LogInAsync(system, AdminPassword)).Token.Project.Id.ShouldBe(ProjectId);
    }

    [Theory]
    [InlineData("PROJECT_ID", 1)]
    [InlineData("PROJECT_ID", 64)]
    [InlineData("ACCESS_KEY", 64)]
    [InlineData("ADMIN_PASSWORD", 8)]
    [InlineData("ADMIN_PASSWORD", 128)]
    public async Task A_setting_just_within_its_bounds_is_used(string setting, int length)
    {
        var value = "_-09azAZ".PadRight(length, 'x')[..length];
        await using var system = await IdentitySystem.StartAsync("sqlite", $"--{setting}={value}");
        Exports(system.Output).Keys.ShouldNotContain($"VPNMESH_{setting}");
    }

    [Fact]
    public async Task Credentials_are_printed_before_they_are_stored_so_that_a_start_that_dies_in_between_loses_none()
    {
        using var folder = new TempFolder();
        var output = new DyingOutput();
        await Should.ThrowAsync<IOException>(() => IdentitySystem.StartAsync(folder, "", output));
        var lost = Exports(output.ToString());

        await using var system = await IdentitySystem.StartAsync(folder, "");
        var exports = Exports(system.Output);
        exports.Keys.ShouldBe(lost.Keys, ignoreOrder: true);
        (await system.Principals.FindAccessKeyAsync(lost["VPNMESH_ACCESS_KEY"], default)).ShouldBeOfType<AccessKeyLookup.Unknown>();
        (await system.Principals.FindAccessKeyAsync(exports["VPNMESH_ACCESS_KEY"], default)).ShouldBeOfType<AccessKeyLookup.Found>();
        (await LogInAsync(system, exports["VPNMESH_ADMIN_PASSWORD"])).Token.Project.Id.ShouldBe(exports["VPNMESH_PROJECT_ID"]);
    }

    [Fact]
    public async Task The_keys_that_seal_the_store_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        await using var system = await IdentitySystem.StartAsync("sqlite", Given);
        File.GetUnixFileMode(Path.Combine(system.Folder, "keys.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_later_start_with_the_same_or_another_environment_changes_nothing()
    {
        using var folder = new TempFolder();
        var first = await IdentitySystem.StartAsync(folder, "", Given);
        var before = await first.DumpAsync();
        await first.StopAsync();
        var second = await IdentitySystem.StartAsync(folder, "", Given);
        (await second.DumpAsync()).ShouldBe(before);
        await second.StopAsync();
        var third = await IdentitySystem.StartAsync(folder, "", "--ACCESS_KEY=AKOTHER", "--ADMIN_PASSWORD=Other-Passw0rd");
        (await third.DumpAsync()).ShouldBe(before);
        await third.StopAsync();
        // Not even looked at.
        await using var fourth = await IdentitySystem.StartAsync(folder, "", "--ACCESS_KEY=x y", "--PROJECT_ID=x/y", "--ADMIN_PASSWORD=short");
        (await fourth.DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Replicas_that_start_together_on_one_store_make_one_account()
    {
        var database = await PostgresServer.Shared.CreateDatabaseAsync();
        using var folder = new TempFolder();
        var ring = Path.Combine(folder.Path, "keys.json");
        await File.WriteAllTextAsync(ring, $$$"""{"Current":"1","Keys":{"1":"{{{Convert.ToBase64String(new byte[32])}}}"}}""");
        var replicas = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => IdentitySystem.StartAsync(new TempFolder(), database, [$"--KEY_RING={ring}", .. Given]))));
        (await replicas[0].ScalarAsync<long>("SELECT COUNT(*) FROM domain")).ShouldBe(1);
        (await replicas[0].ScalarAsync<long>("SELECT COUNT(*) FROM account_user")).ShouldBe(1);
        var token = (await LogInAsync(replicas[0], AdminPassword)).SubjectToken;
        foreach (var replica in replicas)
        {
            (await replica.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Found>();
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_store_shows_neither_secret_keys_nor_passwords()
    {
        using var folder = new TempFolder();
        var system = await IdentitySystem.StartAsync(folder, "", Given);
        var account = await system.NewAccountAsync();
        var key = await system.Administration.CreateAccessKeyAsync(new() { UserId = account.Owner.Id }, system.Administrator);
        var token = (await account.Owner.LogInAsync()).SubjectToken;
        await system.StopAsync();
        var files = Directory.GetFiles(folder.Path, "identity.db*");
        files.ShouldNotBeEmpty();
        foreach (var content in files.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))))
        {
            content.ShouldNotContain(SecretKey);
            content.ShouldNotContain(AdminPassword);
            content.ShouldNotContain(IdentitySystem.Password);
            content.ShouldNotContain(key.SecretKey);
            content.ShouldNotContain(token);
        }
    }

    private static Dictionary<string, string> Exports(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line["export ".Length..].Split('='))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    private static async Task<TokenResponse> LogInAsync(IdentitySystem system, string password) =>
        await system.Keystone.KeystoneCreateUserTokenByPasswordAsync(
            new CreateTokenRequest
            {
                Auth = new Auth
                {
                    Identity = new AuthIdentity
                    {
                        Methods = { "password" },
                        Password = new PasswordMethod
                        {
                            User = new PasswordUser { Name = "admin", Password = password, Domain = new DomainSelector { Name = "vpnmesh" } },
                        },
                    },
                    Scope = new AuthScope { Project = new ProjectSelector { Name = "region-1" } },
                },
            },
            system.Anyone);

    /// <summary>The process dies as soon as everything is printed.</summary>
    private sealed class DyingOutput : StringWriter
    {
        public override void Flush() => throw new IOException("died");
    }
}
