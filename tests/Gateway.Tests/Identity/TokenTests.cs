using System.Globalization;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.Gateway.Tests.Identity;

public sealed class TokenTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_token_for_a_project_says_everything_documented(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var user = await account.NewUserAsync();
        await user.GrantAsync("VPN ReadOnlyAccess", account.ProjectId);
        var now = system.Time.GetUtcNow();
        var answer = await user.LogInAsync(new AuthScope { Project = new ProjectSelector { Name = "region-1" } });
        var token = answer.Token;
        token.Methods.ShouldBe(["password"]);
        token.IssuedAt.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$");
        token.ExpiresAt.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$");
        (Time(token.IssuedAt) - now).Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(2));
        (Time(token.ExpiresAt) - Time(token.IssuedAt)).ShouldBe(TimeSpan.FromHours(24));
        var reference = new DomainRef { Id = account.DomainId, Name = account.Name };
        token.User.ShouldBe(new TokenUser { Id = user.Id, Name = user.Name, PasswordExpiresAt = "", Domain = reference });
        token.Project.ShouldBe(new TokenProject { Id = account.ProjectId, Name = "region-1", Domain = reference });
        token.Domain.ShouldBeNull();
        token.Roles.ShouldBe([new Role { Id = "0", Name = "vpn_readonly" }]);
        token.Catalog.Select(service => (service.Type, service.Endpoints[0].Url)).ShouldBe(
            [("vpn", IdentitySystem.PublicUrl), ("identity", $"{IdentitySystem.PublicUrl}/v3"), ("eps", $"{IdentitySystem.PublicUrl}/v1.0")]);
        token.Catalog.ShouldAllBe(service => service.Endpoints[0].Interface == "public" && service.Endpoints[0].RegionId == "region-1");
        var found = (await system.Principals.FindTokenAsync(answer.SubjectToken, default)).ShouldBeOfType<TokenLookup.Found>();
        found.ShouldBe(new TokenLookup.Found(user.Principal, account.ProjectId));
    }

    public static TheoryData<string, bool> Scopes => new()
    {
        { "none", false },
        { "empty", false },
        { "domain name", false },
        { "domain id", false },
        { "domain id and name", false },
        { "project id", true },
        { "project id and name", true },
        { "project id and a foreign domain", true },
        { "project name and domain", true },
        { "project and domain", true },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task A_scope_names_a_project_or_the_account(string scope, bool project)
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var byDomain = new DomainSelector { Name = account.Name };
        var answer = await account.Owner.LogInAsync(scope switch
        {
            "none" => null,
            "empty" => new AuthScope(),
            "domain name" => new AuthScope { Domain = byDomain },
            "domain id" => new AuthScope { Domain = new DomainSelector { Id = account.DomainId } },
            "domain id and name" => new AuthScope { Domain = new DomainSelector { Id = account.DomainId, Name = account.Name } },
            "project id" => new AuthScope { Project = new ProjectSelector { Id = account.ProjectId } },
            "project id and name" => new AuthScope { Project = new ProjectSelector { Id = account.ProjectId, Name = "region-1" } },
            "project id and a foreign domain" =>
                new AuthScope { Project = new ProjectSelector { Id = account.ProjectId, Domain = new DomainSelector { Name = "other" } } },
            "project name and domain" => new AuthScope { Project = new ProjectSelector { Name = "region-1", Domain = byDomain } },
            _ => new AuthScope { Project = new ProjectSelector { Name = "region-1" }, Domain = new DomainSelector { Name = "other" } },
        });
        answer.Token.Project?.Id.ShouldBe(account.ProjectId);
        (answer.Token.Project is not null).ShouldBe(project);
        (answer.Token.Domain is not null).ShouldBe(!project);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "sqlite", "password" }, { "postgres", "password" },
        { "sqlite", "user" }, { "sqlite", "user id" }, { "sqlite", "account" }, { "sqlite", "account id" }, { "sqlite", "account id and name" },
        { "sqlite", "project" }, { "sqlite", "project id" }, { "sqlite", "foreign project id" }, { "sqlite", "project id and name" },
        { "sqlite", "project of a foreign account" }, { "sqlite", "disabled project" }, { "sqlite", "disabled account" },
        { "sqlite", "domain" }, { "sqlite", "domain id" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Whatever_is_wrong_has_one_answer(string dialect, string what)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var other = await system.NewAccountAsync();
        var request = account.Owner.PasswordRequest();
        var user = request.Auth.Identity.Password.User;
        switch (what)
        {
            case "password":
                user.Password = "Another-Passw0rd";
                break;
            case "user":
                user.Name = "nobody";
                break;
            case "user id":
                request.Auth.Identity.Password.User = new PasswordUser { Id = "nobody", Password = IdentitySystem.Password };
                break;
            case "account":
                user.Domain = new DomainSelector { Name = "nobody" };
                break;
            case "account id":
                user.Domain = new DomainSelector { Id = other.DomainId };
                break;
            case "account id and name":
                user.Domain = new DomainSelector { Id = account.DomainId, Name = other.Name };
                break;
            case "disabled project":
                await system.ExecuteAsync("UPDATE project SET enabled = 0 WHERE id = @ProjectId", new { account.ProjectId });
                request.Auth.Scope = new AuthScope { Project = new ProjectSelector { Id = account.ProjectId } };
                break;
            case "disabled account":
                await system.ExecuteAsync("UPDATE domain SET enabled = 0 WHERE id = @DomainId", new { account.DomainId });
                break;
            case "domain":
                request.Auth.Scope = new AuthScope { Domain = new DomainSelector { Name = other.Name } };
                break;
            case "domain id":
                request.Auth.Scope = new AuthScope { Domain = new DomainSelector { Id = other.DomainId, Name = account.Name } };
                break;
            default:
                request.Auth.Scope = new AuthScope { Project = WrongProject(what, account, other) };
                break;
        }
        var refusal = await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(request, system.Anyone));
        refusal.ShouldBe(("IAM.0001", "401", "The request you have made requires authentication.", null));
    }

    public static TheoryData<string, string, bool> Permissions => new()
    {
        { "sqlite", "none", false }, { "postgres", "none", false },
        { "sqlite", "project", true }, { "postgres", "project", true },
        { "sqlite", "all projects", true },
        { "sqlite", "enterprise project", true },
        { "sqlite", "another project", false },
        { "sqlite", "of Denies only", false },
    };

    [Theory]
    [MemberData(nameof(Permissions))]
    public async Task A_token_for_a_project_is_for_those_who_have_any_permission_in_it(string dialect, string where, bool allowed)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var other = await account.NewProjectAsync("region-1_other");
        var user = await account.NewUserAsync();
        await (where switch
        {
            "project" => user.GrantAsync("VPN ReadOnlyAccess", projectId: account.ProjectId),
            "all projects" => user.GrantAsync("VPN ReadOnlyAccess"),
            "enterprise project" => user.GrantAsync("VPN ReadOnlyAccess", enterpriseProjectId: "0"),
            "another project" => user.GrantAsync("VPN ReadOnlyAccess", projectId: other),
            "of Denies only" => user.GrantAsync(
                await account.NewPolicyAsync("""{"Version":"1.1","Statement":[{"Effect":"Deny","Action":["vpn:*:*"]}]}"""), projectId: account.ProjectId),
            _ => Task.CompletedTask,
        });
        var scope = new AuthScope { Project = new ProjectSelector { Id = account.ProjectId } };
        var token = (await user.LogInAsync()).SubjectToken;
        var listed = await system.Keystone.KeystoneListAuthProjectsAsync(new ListAuthProjectsRequest(), user.Call);
        listed.Projects.Any(project => project.Id == account.ProjectId).ShouldBe(allowed);
        if (allowed)
        {
            (await user.LogInAsync(scope)).Token.Project.Id.ShouldBe(account.ProjectId);
            (await ExchangeAsync(system, token, scope)).Token.Project.Id.ShouldBe(account.ProjectId);
            return;
        }
        await ShouldRefuseAsync(system, user.PasswordRequest(scope), "IAM.0001");
        await ShouldRefuseAsync(system, Exchange(token, scope), "IAM.0001");
    }

    [Fact]
    public async Task A_user_may_be_named_by_its_id_alone()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var request = account.Owner.PasswordRequest();
        request.Auth.Identity.Password.User = new PasswordUser { Id = account.Owner.Id, Password = IdentitySystem.Password };
        (await system.Keystone.KeystoneCreateUserTokenByPasswordAsync(request, system.Anyone)).Token.User.Id.ShouldBe(account.Owner.Id);
    }

    [Fact]
    public async Task Without_a_catalogue_it_is_an_empty_list()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var request = account.Owner.PasswordRequest();
        request.Nocatalog = "1";
        (await system.Keystone.KeystoneCreateUserTokenByPasswordAsync(request, system.Anyone)).Token.Catalog.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("enabled = 0", "IAM.0082", "403")]
    [InlineData("programmatic_access = 0", "IAM.0081", "403")]
    public async Task A_user_who_may_not_log_in_learns_why_with_the_right_password_only(string change, string code, string status)
    {
        var system = await systems["sqlite"];
        var user = (await system.NewAccountAsync()).Owner;
        await system.ExecuteAsync($"UPDATE account_user SET {change} WHERE id = @Id", new { user.Id });
        var right = await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(user.PasswordRequest(), system.Anyone));
        right.Code.ShouldBe(code);
        right.Status.ShouldBe(status);
        var wrong = await Refusal.OfAsync(
            system.Keystone.KeystoneCreateUserTokenByPasswordAsync(user.PasswordRequest(password: "Wrong-Passw0rd"), system.Anyone));
        wrong.Code.ShouldBe("IAM.0001");
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task Five_wrong_passwords_lock_a_user_for_five_minutes(string dialect)
    {
        var system = await systems[dialect];
        var user = (await system.NewAccountAsync()).Owner;
        for (var i = 0; i < 4; i++)
        {
            await ShouldRefuseAsync(system, user.PasswordRequest(password: "Wrong-Passw0rd"), "IAM.0001");
        }
        // A right one ends the row.
        await user.LogInAsync();
        for (var i = 0; i < 5; i++)
        {
            await ShouldRefuseAsync(system, user.PasswordRequest(password: "Wrong-Passw0rd"), "IAM.0001");
        }
        await ShouldRefuseAsync(system, user.PasswordRequest(), "IAM.0061");
        system.Time.Advance(TimeSpan.FromMinutes(5));
        await user.LogInAsync();
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_locked_like_any_other_and_forgotten()
    {
        var system = await systems["sqlite"];
        var user = (await system.NewAccountAsync()).Owner with { Name = system.NewName("nobody") };
        for (var i = 0; i < 5; i++)
        {
            await ShouldRefuseAsync(system, user.PasswordRequest(), "IAM.0001");
        }
        await ShouldRefuseAsync(system, user.PasswordRequest(), "IAM.0061");
        system.Time.Advance(TimeSpan.FromMinutes(5));
        await ShouldRefuseAsync(system, user.PasswordRequest(), "IAM.0001");
        (await system.ScalarAsync<long>("SELECT COUNT(*) FROM login_failure")).ShouldBe(1);
    }

    [Fact]
    public async Task Too_many_attempts_for_one_name_are_refused_for_a_while()
    {
        var system = await systems["sqlite"];
        var user = (await system.NewAccountAsync()).Owner;
        for (var i = 0; i < 100; i++)
        {
            await user.LogInAsync();
        }
        var refusal = await ShouldRefuseAsync(system, user.PasswordRequest(), "IAM.0012");
        refusal.ShouldBe("The throttling threshold has been reached. Threshold: 100 times per 60 seconds");
        system.Time.Advance(TimeSpan.FromMinutes(1));
        await user.LogInAsync();
    }

    [Fact]
    public async Task An_exchanged_token_ends_with_the_one_it_was_made_from()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var first = await account.Owner.LogInAsync(new AuthScope { Project = new ProjectSelector { Id = account.ProjectId } });
        system.Time.Advance(TimeSpan.FromHours(3));
        var second = await ExchangeAsync(system, first.SubjectToken);
        second.Token.Methods.ShouldBe(["token"]);
        second.Token.Domain.Id.ShouldBe(account.DomainId);
        second.Token.ExpiresAt.ShouldBe(first.Token.ExpiresAt);
        Time(second.Token.IssuedAt).ShouldBe(Time(first.Token.IssuedAt).AddHours(3));
        var third = await ExchangeAsync(system, second.SubjectToken, new AuthScope { Project = new ProjectSelector { Name = "region-1" } });
        third.Token.Project.Id.ShouldBe(account.ProjectId);
        third.Token.ExpiresAt.ShouldBe(first.Token.ExpiresAt);

        system.Time.Advance(TimeSpan.FromHours(21));
        (await system.Principals.FindTokenAsync(third.SubjectToken, default)).ShouldBe(new TokenLookup.Expired(Time(first.Token.ExpiresAt)));
        var expired = await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(Exchange(first.SubjectToken), system.Anyone));
        expired.ShouldBe(("IAM.0066", "401", "The token has expired.", null));
    }

    [Theory]
    [InlineData("no token at all")]
    [InlineData("a.b")]
    [InlineData(".")]
    [InlineData("\u0000.\u0000")]
    public async Task What_is_no_token_is_invalid(string token)
    {
        var system = await systems["sqlite"];
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Invalid>();
        var refusal = await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(Exchange(token), system.Anyone));
        refusal.ShouldBe(("IAM.0067", "401", "Invalid token.", null));
    }

    [Fact]
    public async Task A_token_with_one_changed_character_is_invalid()
    {
        var system = await systems["sqlite"];
        var token = (await (await system.NewAccountAsync()).Owner.LogInAsync()).SubjectToken;
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}";
            (await system.Principals.FindTokenAsync(changed, default)).ShouldBeOfType<TokenLookup.Invalid>($"at {i}");
        }
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("password")]
    [InlineData("key")]
    [InlineData("grant")]
    public async Task A_change_of_the_user_ends_its_tokens_and_no_others(string change)
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var user = await account.NewUserAsync();
        var key = await system.Administration.CreateAccessKeyAsync(new CreateAccessKeyRequest { UserId = user.Id }, system.Administrator);
        var token = (await user.LogInAsync()).SubjectToken;
        var other = (await account.Owner.LogInAsync()).SubjectToken;
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Found>();
        switch (change)
        {
            case "disabled":
                await system.Administration.UpdateUserAsync(new UpdateUserRequest { UserId = user.Id, Enabled = false }, system.Administrator);
                break;
            case "password":
                await system.Administration.UpdateUserAsync(new UpdateUserRequest { UserId = user.Id, Password = "Another-Passw0rd" }, system.Administrator);
                break;
            case "key":
                await system.Administration.DisableAccessKeyAsync(new DisableAccessKeyRequest { AccessKey = key.AccessKey }, system.Administrator);
                break;
            default:
                await user.GrantAsync("VPN FullAccess");
                break;
        }
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Invalid>();
        (await system.Principals.FindTokenAsync(other, default)).ShouldBeOfType<TokenLookup.Found>();
    }

    [Fact]
    public async Task A_password_hashed_with_fewer_iterations_is_hashed_anew()
    {
        await using var system = await IdentitySystem.StartAsync("sqlite");
        var user = (await system.NewAccountAsync()).Owner;
        const string Sql = "SELECT password_hash FROM account_user WHERE id = @Id";
        var old = PasswordHasher.DefaultIterations / 1000;
        await system.ExecuteAsync(
            "UPDATE account_user SET password_hash = @hash WHERE id = @Id",
            new { user.Id, hash = await new PasswordHasher(old, 1, 1, ErrorCatalogue.IamTooManyWaiting).HashAsync(IdentitySystem.Password) });
        (await system.ScalarAsync<string>(Sql, new { user.Id }))!.ShouldStartWith($"pbkdf2-sha512${old}$");
        await user.LogInAsync();
        (await system.ScalarAsync<string>(Sql, new { user.Id }))!.ShouldStartWith("pbkdf2-sha512$1000$");
        await user.LogInAsync();
    }

    private static ProjectSelector WrongProject(string what, Account account, Account other) => what switch
    {
        "project" => new ProjectSelector { Name = "nowhere" },
        "project id" => new ProjectSelector { Id = "nowhere" },
        "foreign project id" => new ProjectSelector { Id = other.ProjectId },
        "project id and name" => new ProjectSelector { Id = account.ProjectId, Name = "nowhere" },
        _ => new ProjectSelector { Name = "region-1", Domain = new DomainSelector { Name = other.Name } },
    };

    private static async Task<string> ShouldRefuseAsync(IdentitySystem system, CreateTokenRequest request, string code)
    {
        var refusal = await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(request, system.Anyone));
        refusal.Code.ShouldBe(code);
        return refusal.Message;
    }

    private static CreateTokenRequest Exchange(string token, AuthScope? scope = null) => new()
    {
        Auth = new Auth { Identity = new AuthIdentity { Methods = { "token" }, Token = new TokenMethod { Id = token } }, Scope = scope },
    };

    private static async Task<TokenResponse> ExchangeAsync(IdentitySystem system, string token, AuthScope? scope = null) =>
        await system.Keystone.KeystoneCreateUserTokenByPasswordAsync(Exchange(token, scope), system.Anyone);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
