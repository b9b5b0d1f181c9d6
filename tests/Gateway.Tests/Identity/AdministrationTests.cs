using Grpc.Core;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Gateway.Tests.Identity;

public sealed class AdministrationTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    private const string Document = """{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:*:*"]}]}""";

    [Fact]
    public async Task Nobody_but_the_administrator_may_call()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var before = await system.DumpAsync();
        var client = system.Administration;
        foreach (var call in new[] { account.Owner.Call, system.Anyone })
        {
            await ShouldDenyAsync(client.CreateDomainAsync(new CreateDomainRequest { Name = "x" }, call));
            await ShouldDenyAsync(client.CreateProjectAsync(new CreateProjectRequest { DomainId = account.DomainId, Name = "x" }, call));
            await ShouldDenyAsync(client.CreateEnterpriseProjectAsync(new CreateEnterpriseProjectRequest { DomainId = account.DomainId, Name = "x" }, call));
            await ShouldDenyAsync(client.CreateUserAsync(
                new CreateUserRequest { DomainId = account.DomainId, Name = "x", Password = IdentitySystem.Password }, call));
            await ShouldDenyAsync(client.UpdateUserAsync(new UpdateUserRequest { UserId = account.Owner.Id, Password = "Another-Passw0rd" }, call));
            await ShouldDenyAsync(client.CreateAccessKeyAsync(new CreateAccessKeyRequest { UserId = account.Owner.Id }, call));
            await ShouldDenyAsync(client.DisableAccessKeyAsync(new DisableAccessKeyRequest { AccessKey = "AK" }, call));
            await ShouldDenyAsync(client.CreatePolicyAsync(new CreatePolicyRequest { DomainId = account.DomainId, Name = "x", Document = Document }, call));
            await ShouldDenyAsync(client.GrantPolicyAsync(new GrantPolicyRequest { UserId = account.Owner.Id, Policy = "VPN FullAccess" }, call));
        }
        (await system.DumpAsync()).ShouldBe(before);
    }

    public static TheoryData<string, string, string> Violations => new()
    {
        { "domain name", "name", "IAM.0007" },
        { "domain name with a control character", "name", "IAM.0007" },
        { "domain twice", "name", "IAM.0007" },
        { "project name", "name", "IAM.0007" },
        { "project id", "project_id", "IAM.0007" },
        { "project name twice", "name", "IAM.0007" },
        { "project id twice", "project_id", "IAM.0007" },
        { "project in no domain", "domain_id", "IAM.0004" },
        { "enterprise project default", "name", "IAM.0007" },
        { "enterprise project twice", "name", "IAM.0007" },
        { "enterprise project description", "description", "IAM.0007" },
        { "user name", "name", "IAM.0007" },
        { "user twice", "name", "IAM.0007" },
        { "user password", "password", "IAM.0007" },
        { "user in no domain", "domain_id", "IAM.0004" },
        { "password of a user", "password", "IAM.0007" },
        { "update of nobody", "user_id", "IAM.0004" },
        { "key of nobody", "user_id", "IAM.0004" },
        { "disabling no key", "access_key", "IAM.0004" },
        { "policy document", "document", "IAM.0007" },
        { "policy name", "name", "IAM.0007" },
        { "grant to nobody", "user_id", "IAM.0004" },
        { "grant of nothing", "policy", "IAM.0004" },
        { "grant of a foreign policy", "policy", "IAM.0004" },
        { "grant on a foreign project", "project_id", "IAM.0004" },
        { "grant on no enterprise project", "enterprise_project_id", "IAM.0004" },
        { "grant on both", "enterprise_project_id", "IAM.0007" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_violation_names_its_field_and_changes_nothing(string what, string field, string code)
    {
        foreach (var dialect in IdentitySystem.Dialects)
        {
            var system = await systems[dialect.Data];
            var account = await system.NewAccountAsync();
            var other = await system.NewAccountAsync();
            var policy = await other.NewPolicyAsync(Document);
            await account.NewEnterpriseProjectAsync("taken");
            var before = await system.DumpAsync();
            var refusal = await CallAsync(what, system, account, other, policy);
            refusal.Code.ShouldBe(code);
            refusal.Field.ShouldBe(field);
            (await system.DumpAsync()).ShouldBe(before);
        }
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_new_password_takes_the_place_of_the_old_one_and_opens_a_lock(string dialect)
    {
        var system = await systems[dialect];
        var user = (await system.NewAccountAsync()).Owner;
        for (var i = 0; i < 5; i++)
        {
            await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(user.PasswordRequest(password: "Wrong-Passw0rd"), system.Anyone));
        }
        await system.Administration.UpdateUserAsync(new UpdateUserRequest { UserId = user.Id, Password = "Another-Passw0rd" }, system.Administrator);
        await system.Keystone.KeystoneCreateUserTokenByPasswordAsync(user.PasswordRequest(password: "Another-Passw0rd"), system.Anyone);
        var refusal = await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(user.PasswordRequest(), system.Anyone));
        refusal.Code.ShouldBe("IAM.0001");
    }

    [Fact]
    public async Task A_disabled_user_can_be_enabled_again()
    {
        var system = await systems["sqlite"];
        var user = (await system.NewAccountAsync()).Owner;
        await system.Administration.UpdateUserAsync(new UpdateUserRequest { UserId = user.Id, Enabled = false }, system.Administrator);
        await system.Administration.UpdateUserAsync(new UpdateUserRequest { UserId = user.Id, Enabled = true }, system.Administrator);
        var token = (await user.LogInAsync()).SubjectToken;
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Found>();
    }

    [Fact]
    public async Task Granting_twice_is_granting_once()
    {
        var system = await systems["postgres"];
        var user = await (await system.NewAccountAsync()).NewUserAsync();
        await user.GrantAsync("VPN FullAccess");
        var token = (await user.LogInAsync()).SubjectToken;
        await user.GrantAsync("VPN FullAccess");
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Found>();
    }

    private static Task<(string Code, string Status, string Message, string? Field)> CallAsync(
        string what, IdentitySystem system, Account account, Account other, string policy)
    {
        var (client, call, domainId, userId) = (system.Administration, system.Administrator, account.DomainId, account.Owner.Id);
        return what switch
        {
            "domain name" => Refusal.OfAsync(client.CreateDomainAsync(new() { Name = "" }, call)),
            "domain name with a control character" => Refusal.OfAsync(client.CreateDomainAsync(new() { Name = "a\0b" }, call)),
            "domain twice" => Refusal.OfAsync(client.CreateDomainAsync(new() { Name = account.Name }, call)),
            "project name" => Refusal.OfAsync(client.CreateProjectAsync(new() { DomainId = domainId, Name = new string('a', 65) }, call)),
            "project id" => Refusal.OfAsync(client.CreateProjectAsync(new() { DomainId = domainId, Name = "p", ProjectId = "a/b" }, call)),
            "project name twice" => Refusal.OfAsync(client.CreateProjectAsync(new() { DomainId = domainId, Name = "region-1" }, call)),
            "project id twice" => Refusal.OfAsync(client.CreateProjectAsync(new() { DomainId = domainId, Name = "p", ProjectId = account.ProjectId }, call)),
            "project in no domain" => Refusal.OfAsync(client.CreateProjectAsync(new() { DomainId = "none", Name = "p" }, call)),
            "enterprise project default" => Refusal.OfAsync(client.CreateEnterpriseProjectAsync(new() { DomainId = domainId, Name = "default" }, call)),
            "enterprise project twice" => Refusal.OfAsync(client.CreateEnterpriseProjectAsync(new() { DomainId = domainId, Name = "taken" }, call)),
            "enterprise project description" => Refusal.OfAsync(
                client.CreateEnterpriseProjectAsync(new() { DomainId = domainId, Name = "e", Description = "\0" }, call)),
            "user name" => Refusal.OfAsync(client.CreateUserAsync(new() { DomainId = domainId, Name = " a", Password = IdentitySystem.Password }, call)),
            "user twice" => Refusal.OfAsync(
                client.CreateUserAsync(new() { DomainId = domainId, Name = account.Owner.Name, Password = IdentitySystem.Password }, call)),
            "user password" => Refusal.OfAsync(client.CreateUserAsync(new() { DomainId = domainId, Name = "u", Password = "1234567" }, call)),
            "user in no domain" => Refusal.OfAsync(client.CreateUserAsync(new() { DomainId = "none", Name = "u", Password = IdentitySystem.Password }, call)),
            "password of a user" => Refusal.OfAsync(client.UpdateUserAsync(new() { UserId = userId, Password = new string('a', 129) }, call)),
            "update of nobody" => Refusal.OfAsync(client.UpdateUserAsync(new() { UserId = "none", Enabled = true }, call)),
            "key of nobody" => Refusal.OfAsync(client.CreateAccessKeyAsync(new() { UserId = "none" }, call)),
            "disabling no key" => Refusal.OfAsync(client.DisableAccessKeyAsync(new() { AccessKey = "none" }, call)),
            "policy document" => Refusal.OfAsync(client.CreatePolicyAsync(new() { DomainId = domainId, Name = "p", Document = "{}" }, call)),
            "policy name" => Refusal.OfAsync(client.CreatePolicyAsync(new() { DomainId = domainId, Name = "VPN FullAccess", Document = Document }, call)),
            "grant to nobody" => Refusal.OfAsync(client.GrantPolicyAsync(new() { UserId = "none", Policy = "VPN FullAccess" }, call)),
            "grant of nothing" => Refusal.OfAsync(client.GrantPolicyAsync(new() { UserId = userId, Policy = "VPN fullaccess" }, call)),
            "grant of a foreign policy" => Refusal.OfAsync(client.GrantPolicyAsync(new() { UserId = userId, Policy = policy }, call)),
            "grant on a foreign project" => Refusal.OfAsync(
                client.GrantPolicyAsync(new() { UserId = userId, Policy = "VPN FullAccess", ProjectId = other.ProjectId }, call)),
            "grant on no enterprise project" => Refusal.OfAsync(
                client.GrantPolicyAsync(new() { UserId = userId, Policy = "VPN FullAccess", EnterpriseProjectId = "1" }, call)),
            "grant on both" => Refusal.OfAsync(client.GrantPolicyAsync(
                new() { UserId = userId, Policy = "VPN FullAccess", ProjectId = account.ProjectId, EnterpriseProjectId = "0" }, call)),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private static async Task ShouldDenyAsync<T>(AsyncUnaryCall<T> call) => (await Refusal.OfAsync(call)).Code.ShouldBe("VPN.0003");
}
