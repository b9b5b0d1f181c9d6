using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>What the edge asks: keys, projects, access, and how long memory may be older than the store.</summary>
public sealed class PrincipalsTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_key_gives_its_secret_and_its_user(string dialect)
    {
        var system = await systems[dialect];
        var user = await (await system.NewAccountAsync()).NewUserAsync();
        var key = await NewKeyAsync(system, user);
        key.AccessKey.ShouldMatch("^[A-Z0-9]{20}$");
        key.SecretKey.ShouldMatch("^[A-Za-z0-9]{40}$");
        (await system.Principals.FindAccessKeyAsync(key.AccessKey, default)).ShouldBe(new AccessKeyLookup.Found(key.SecretKey, user.Principal));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("user")]
    [InlineData("console only")]
    [InlineData("account")]
    public async Task A_key_that_may_not_be_used_is_unknown(string disabled)
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var user = await account.NewUserAsync();
        var key = await NewKeyAsync(system, user);
        (await system.Principals.FindAccessKeyAsync(key.AccessKey, default)).ShouldBeOfType<AccessKeyLookup.Found>();
        switch (disabled)
        {
            case "key":
                await system.Administration.DisableAccessKeyAsync(new DisableAccessKeyRequest { AccessKey = key.AccessKey }, system.Administrator);
                break;
            case "user":
                await system.Administration.UpdateUserAsync(new UpdateUserRequest { UserId = user.Id, Enabled = false }, system.Administrator);
                break;
            case "console only":
                await system.ExecuteAsync("UPDATE account_user SET programmatic_access = 0 WHERE id = @Id", new { user.Id });
                system.Time.Advance(TimeSpan.FromSeconds(5));
                break;
            default:
                await system.ExecuteAsync("UPDATE domain SET enabled = 0 WHERE id = @DomainId", new { account.DomainId });
                system.Time.Advance(TimeSpan.FromSeconds(5));
                break;
        }
        (await system.Principals.FindAccessKeyAsync(key.AccessKey, default)).ShouldBeOfType<AccessKeyLookup.Unknown>();
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("a key, with 'quotes'")]
    public async Task An_unknown_key_is_unknown_and_its_signature_counts_for_nothing(string accessKey)
    {
        var system = await systems["postgres"];
        (await system.Principals.FindAccessKeyAsync(accessKey, default)).ShouldBeOfType<AccessKeyLookup.Unknown>();
        await system.Principals.ReportSignatureAsync(accessKey, valid: false, default);
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task More_than_five_failures_in_a_row_lock_a_key_for_five_minutes(string dialect)
    {
        var system = await systems[dialect];
        var key = (await NewKeyAsync(system, (await system.NewAccountAsync()).Owner)).AccessKey;
        await FailAsync(system, key, 5);
        (await system.Principals.FindAccessKeyAsync(key, default)).ShouldBeOfType<AccessKeyLookup.Found>();
        // A right one ends the row.
        await system.Principals.ReportSignatureAsync(key, valid: true, default);
        await FailAsync(system, key, 5);
        (await system.Principals.FindAccessKeyAsync(key, default)).ShouldBeOfType<AccessKeyLookup.Found>();
        await FailAsync(system, key, 1);
        (await system.Principals.FindAccessKeyAsync(key, default)).ShouldBeOfType<AccessKeyLookup.Locked>();
        system.Time.Advance(TimeSpan.FromMinutes(4));
        await FailAsync(system, key, 1);
        (await system.Principals.FindAccessKeyAsync(key, default)).ShouldBeOfType<AccessKeyLookup.Locked>();
        system.Time.Advance(TimeSpan.FromMinutes(1));
        (await system.Principals.FindAccessKeyAsync(key, default)).ShouldBeOfType<AccessKeyLookup.Found>();
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task Failures_that_arrive_together_are_all_counted(string dialect)
    {
        var system = await systems[dialect];
        var key = (await NewKeyAsync(system, (await system.NewAccountAsync()).Owner)).AccessKey;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => FailAsync(system, key, 1)));
        (await system.Principals.FindAccessKeyAsync(key, default)).ShouldBeOfType<AccessKeyLookup.Locked>();
    }

    [Fact]
    public async Task What_another_replica_changes_is_seen_after_five_seconds()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        (await system.Principals.FindProjectAsync(account.ProjectId, default))!.Enabled.ShouldBeTrue();
        await system.ExecuteAsync("UPDATE project SET enabled = 0 WHERE id = @ProjectId", new { account.ProjectId });
        system.Time.Advance(TimeSpan.FromSeconds(4.9));
        (await system.Principals.FindProjectAsync(account.ProjectId, default))!.Enabled.ShouldBeTrue();
        system.Time.Advance(TimeSpan.FromSeconds(0.1));
        (await system.Principals.FindProjectAsync(account.ProjectId, default))!.Enabled.ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_that_another_replica_issued_after_a_change_works_at_once()
    {
        var system = await systems["sqlite"];
        var user = await (await system.NewAccountAsync()).NewUserAsync();
        var old = (await user.LogInAsync()).SubjectToken;
        (await system.Principals.FindTokenAsync(old, default)).ShouldBeOfType<TokenLookup.Found>();
        await system.ExecuteAsync("UPDATE account_user SET token_generation = token_generation + 1 WHERE id = @Id", new { user.Id });
        var token = (await user.LogInAsync()).SubjectToken;
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Found>();
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\0")]
    public async Task An_unknown_project_is_null(string projectId) =>
        (await (await systems["postgres"]).Principals.FindProjectAsync(projectId, default)).ShouldBeNull();

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task Access_comes_from_ownership_and_grants_and_changes_at_once(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var other = await account.NewProjectAsync("region-1_other");
        var enterpriseProject = await account.NewEnterpriseProjectAsync("branches");
        var user = await account.NewUserAsync();
        const string Action = "vpn:vpnGateways:update";
        (await AccessAsync(account.Owner, account.ProjectId, Action)).ShouldBe(new Access { Everywhere = true });
        (await AccessAsync(user, account.ProjectId, Action)).ShouldBe(new Access());

        await user.GrantAsync("VPN FullAccess", projectId: account.ProjectId);
        (await AccessAsync(user, account.ProjectId, Action)).ShouldBe(new Access { Everywhere = true });
        (await AccessAsync(user, other, Action)).ShouldBe(new Access());

        var allow = await account.NewPolicyAsync("""{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:vpnGateways:*"]}]}""");
        var deny = await account.NewPolicyAsync("""{"Version":"1.1","Statement":[{"Effect":"Deny","Action":["vpn:vpnGateways:update"]}]}""");
        await user.GrantAsync(allow, enterpriseProjectId: enterpriseProject);
        await user.GrantAsync(deny, enterpriseProjectId: "0");
        (await AccessAsync(user, account.ProjectId, Action)).ShouldBe(new Access { Everywhere = true, OnlyIn = { enterpriseProject }, NeverIn = { "0" } });
        (await AccessAsync(user, other, Action)).ShouldBe(new Access { OnlyIn = { enterpriseProject }, NeverIn = { "0" } });
        (await system.Principals.AuthorizeAsync(user.Principal, other, Action, false, default)).ShouldBe(new Access());

        await user.GrantAsync(deny);
        (await AccessAsync(user, account.ProjectId, Action)).ShouldBe(new Access());

        ValueTask<Access> AccessAsync(TestUser caller, string projectId, string action) =>
            system.Principals.AuthorizeAsync(caller.Principal, projectId, action, true, default);
    }

    [Fact]
    public async Task Not_even_an_owner_has_access_to_a_foreign_or_disabled_project()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var stranger = (await system.NewAccountAsync()).Owner;
        (await system.Principals.AuthorizeAsync(stranger.Principal, account.ProjectId, "vpn:vpnGateways:list", false, default)).ShouldBe(new Access());
        await system.ExecuteAsync("UPDATE project SET enabled = 0 WHERE id = @ProjectId", new { account.ProjectId });
        system.Time.Advance(TimeSpan.FromSeconds(5));
        (await system.Principals.AuthorizeAsync(account.Owner.Principal, account.ProjectId, "vpn:vpnGateways:list", false, default)).ShouldBe(new Access());
    }

    private static async Task<CreateAccessKeyResponse> NewKeyAsync(IdentitySystem system, TestUser user) =>
        await system.Administration.CreateAccessKeyAsync(new CreateAccessKeyRequest { UserId = user.Id }, system.Administrator);

    private static async Task FailAsync(IdentitySystem system, string accessKey, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await system.Principals.ReportSignatureAsync(accessKey, valid: false, default);
        }
    }
}
