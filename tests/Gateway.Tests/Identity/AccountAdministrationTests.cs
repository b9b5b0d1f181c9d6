using Grpc.Core;
using Shouldly;
using VpnMesh.Identity;
using VpnMesh.Protos.Identity.V1;
using ListProjects = VpnMesh.Protos.Identity.V1.ListProjectsRequest;
using ListProjectsAnswer = VpnMesh.Protos.Identity.V1.ListProjectsResponse;
using ListUsers = VpnMesh.Protos.Identity.V1.ListUsersRequest;
using ListUsersAnswer = VpnMesh.Protos.Identity.V1.ListUsersResponse;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>The administration in the hands of a user, who manages one account, and what its changes do to keys and tokens at once.</summary>
public sealed class AccountAdministrationTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    private const string Document = """{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:*:*"]}]}""";
    private const string Denying = """{"Version":"1.1","Statement":[{"Effect":"Deny","Action":["vpn:*:*"]}]}""";

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task Every_list_pages_by_its_marker_from_the_oldest_to_the_newest(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var (client, call, domainId) = (system.Administration, account.Owner.Granted, account.DomainId);
        system.Time.Advance(TimeSpan.FromMilliseconds(1));
        var user = await account.NewUserAsync();
        system.Time.Advance(TimeSpan.FromMilliseconds(1));
        string[] names = ["b", "c", "a"];
        foreach (var name in names)
        {
            await account.NewUserAsync(name: name);
            await account.NewProjectAsync(name);
            await account.NewEnterpriseProjectAsync(name);
            await client.CreateAccessKeyAsync(new() { UserId = user.Id }, call);
            await client.CreatePolicyAsync(new() { Name = name, Document = Document }, call);
            await user.GrantAsync(name == "b" ? "VPN FullAccess" : "Tenant Guest", name == "c" ? account.ProjectId : "");
            system.Time.Advance(TimeSpan.FromMilliseconds(1));
        }
        (await PagesAsync(async (limit, marker) => Of(await client.ListUsersAsync(Page(new ListUsers { Limit = limit }, marker), call))))
            .ShouldBe([account.Owner.Name, user.Name, .. names]);
        (await PagesAsync(async (limit, marker) => Of(await client.ListProjectsAsync(Page(new ListProjects { Limit = limit }, marker), call))))
            .ShouldBe(["region-1", .. names]);
        (await PagesAsync(async (limit, marker) => Of(await client.ListEnterpriseProjectsAsync(Page(new ListEnterpriseProjectsRequest { Limit = limit }, marker), call)))).ShouldBe(names);
        (await PagesAsync(async (limit, marker) => Of(await client.ListPoliciesAsync(Page(new ListPoliciesRequest { Limit = limit }, marker), call))))
            .ShouldBe(["VPN ReadOnlyAccess", "VPN FullAccess", "VPN Administrator", "Tenant Guest", "VPC Administrator", .. names]);
        (await PagesAsync(async (limit, marker) => Of(await client.ListAccessKeysAsync(Page(new ListAccessKeysRequest { UserId = user.Id, Limit = limit }, marker), call))))
            .Distinct().Count().ShouldBe(3);
        (await PagesAsync(async (limit, marker) => Of(await client.ListAssignmentsAsync(Page(new ListAssignmentsRequest { UserId = user.Id, Limit = limit }, marker), call))))
            .ShouldBe(["VPN FullAccess", $"Tenant Guest {account.ProjectId}", "Tenant Guest"]);
        var domains = await PagesAsync(async (limit, marker) => Of(await client.ListDomainsAsync(Page(new ListDomainsRequest { Limit = limit }, marker), system.Administrator)));
        domains.Count(id => id == domainId).ShouldBe(1);
    }

    [Theory]
    [InlineData("limit")]
    [InlineData("marker")]
    public async Task A_page_that_is_none_is_refused(string field)
    {
        var system = await systems["postgres"];
        var owner = (await system.NewAccountAsync()).Owner;
        foreach (var marker in new[] { "?", "YQ", "MQoA", "LTEKYQ" })
        {
            var request = field == "limit" ? new ListUsers { Limit = 1001 } : new ListUsers { Marker = marker };
            var refusal = await Refusal.OfAsync(system.Administration.ListUsersAsync(request, owner.Granted));
            (refusal.Code, refusal.Field).ShouldBe(("IAM.0007", field));
        }
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task What_belongs_to_another_account_does_not_exist(string dialect)
    {
        var system = await systems[dialect];
        var (owner, other) = ((await system.NewAccountAsync()).Owner, await system.NewAccountAsync());
        var (client, call, user, domainId) = (system.Administration, owner.Granted, other.Owner.Id, other.DomainId);
        var key = (await client.CreateAccessKeyAsync(new() { UserId = user }, system.Administrator)).AccessKey;
        var policy = await other.NewPolicyAsync(Document);
        var enterpriseProject = await other.NewEnterpriseProjectAsync("theirs");
        var before = await system.DumpAsync();
        await ShouldNotExistAsync(client.CreateUserAsync(new() { DomainId = domainId, Name = "x", Password = IdentitySystem.Password }, call));
        await ShouldNotExistAsync(client.GetUserAsync(new() { UserId = user }, call));
        await ShouldNotExistAsync(client.ListUsersAsync(new() { DomainId = domainId }, call));
        await ShouldNotExistAsync(client.UpdateUserAsync(new() { UserId = user, Enabled = false }, call));
        await ShouldNotExistAsync(client.DeleteUserAsync(new() { UserId = user }, call));
        await ShouldNotExistAsync(client.CreateAccessKeyAsync(new() { UserId = user }, call));
        await ShouldNotExistAsync(client.ListAccessKeysAsync(new() { UserId = user }, call));
        await ShouldNotExistAsync(client.DisableAccessKeyAsync(new() { AccessKey = key }, call));
        await ShouldNotExistAsync(client.EnableAccessKeyAsync(new() { AccessKey = key }, call));
        await ShouldNotExistAsync(client.RotateAccessKeyAsync(new() { AccessKey = key }, call));
        await ShouldNotExistAsync(client.DeleteAccessKeyAsync(new() { AccessKey = key }, call));
        await ShouldNotExistAsync(client.CreateProjectAsync(new() { DomainId = domainId, Name = "x" }, call));
        await ShouldNotExistAsync(client.ListProjectsAsync(new() { DomainId = domainId }, call));
        await ShouldNotExistAsync(client.UpdateProjectAsync(new() { ProjectId = other.ProjectId, Enabled = false }, call));
        await ShouldNotExistAsync(client.CreateEnterpriseProjectAsync(new() { DomainId = domainId, Name = "x" }, call));
        await ShouldNotExistAsync(client.ListEnterpriseProjectsAsync(new() { DomainId = domainId }, call));
        await ShouldNotExistAsync(client.UpdateEnterpriseProjectAsync(new() { EnterpriseProjectId = enterpriseProject, Enabled = false }, call));
        await ShouldNotExistAsync(client.CreatePolicyAsync(new() { DomainId = domainId, Name = "x", Document = Document }, call));
        await ShouldNotExistAsync(client.ListPoliciesAsync(new() { DomainId = domainId }, call));
        await ShouldNotExistAsync(client.GetPolicyAsync(new() { Policy = policy }, call));
        await ShouldNotExistAsync(client.UpdatePolicyAsync(new() { Policy = policy, Document = Denying }, call));
        await ShouldNotExistAsync(client.DeletePolicyAsync(new() { Policy = policy }, call));
        await ShouldNotExistAsync(client.GrantPolicyAsync(new() { UserId = user, Policy = "VPN FullAccess" }, call));
        await ShouldNotExistAsync(client.ListAssignmentsAsync(new() { UserId = user }, call));
        await ShouldNotExistAsync(client.RevokePolicyAsync(new() { UserId = user, Policy = "VPN FullAccess" }, call));
        (await Refusal.OfAsync(client.ListDomainsAsync(new(), call))).Code.ShouldBe("VPN.0003");
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Only_an_owner_makes_or_changes_an_owner()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var (client, call, owner) = (system.Administration, (await account.NewUserAsync()).Granted, account.Owner.Id);
        var key = (await client.CreateAccessKeyAsync(new() { UserId = owner }, account.Owner.Granted)).AccessKey;
        await ShouldForbidAsync(client.CreateUserAsync(new() { Name = "x", Password = IdentitySystem.Password, AccountOwner = true }, call));
        await ShouldForbidAsync(client.UpdateUserAsync(new() { UserId = owner, Password = "Another-Passw0rd" }, call));
        await ShouldForbidAsync(client.DeleteUserAsync(new() { UserId = owner }, call));
        await ShouldForbidAsync(client.CreateAccessKeyAsync(new() { UserId = owner }, call));
        await ShouldForbidAsync(client.RotateAccessKeyAsync(new() { AccessKey = key }, call));
        await ShouldForbidAsync(client.DisableAccessKeyAsync(new() { AccessKey = key }, call));
        (await client.CreateUserAsync(new() { Name = "x", Password = IdentitySystem.Password }, call)).UserId.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_rotated_key_works_beside_the_new_one_until_its_grace_is_over(string dialect)
    {
        var system = await systems[dialect];
        var owner = (await system.NewAccountAsync()).Owner;
        var (client, call) = (system.Administration, owner.Granted);
        var first = (await client.CreateAccessKeyAsync(new() { UserId = owner.Id }, call)).AccessKey;
        var second = await client.RotateAccessKeyAsync(new() { AccessKey = first, GraceSeconds = 60 }, call);
        (await IsKnownAsync(system, first)).ShouldBeTrue();
        (await IsKnownAsync(system, second.AccessKey)).ShouldBeTrue();
        // A second rotation does not prolong it.
        await client.RotateAccessKeyAsync(new() { AccessKey = first, GraceSeconds = 600 }, call);
        system.Time.Advance(TimeSpan.FromSeconds(60));
        (await IsKnownAsync(system, first)).ShouldBeFalse();
        (await IsKnownAsync(system, second.AccessKey)).ShouldBeTrue();
        (await Refusal.OfAsync(client.RotateAccessKeyAsync(new() { AccessKey = first }, call))).Field.ShouldBe("access_key");
        (await Refusal.OfAsync(client.RotateAccessKeyAsync(new() { AccessKey = first, GraceSeconds = -1 }, call))).Field.ShouldBe("grace_seconds");
        await client.EnableAccessKeyAsync(new() { AccessKey = first }, call);
        (await IsKnownAsync(system, first)).ShouldBeTrue();
        await client.DeleteAccessKeyAsync(new() { AccessKey = first }, call);
        (await IsKnownAsync(system, first)).ShouldBeFalse();
        (await client.ListAccessKeysAsync(new() { UserId = owner.Id }, call)).AccessKeys.Select(key => key.AccessKey).ShouldNotContain(first);
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_deleted_user_is_gone_at_once_with_its_keys_and_tokens(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var (client, call, user) = (system.Administration, account.Owner.Granted, await account.NewUserAsync());
        await user.GrantAsync("VPN FullAccess");
        var key = (await client.CreateAccessKeyAsync(new() { UserId = user.Id }, call)).AccessKey;
        var token = (await user.LogInAsync()).SubjectToken;
        (await IsKnownAsync(system, key)).ShouldBeTrue();
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Found>();
        await client.DeleteUserAsync(new() { UserId = user.Id }, call);
        (await IsKnownAsync(system, key)).ShouldBeFalse();
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Invalid>();
        await ShouldNotExistAsync(client.GetUserAsync(new() { UserId = user.Id }, call));
        var refusal = await Refusal.OfAsync(client.DeleteUserAsync(new() { UserId = account.Owner.Id }, call));
        (refusal.Code, refusal.Field).ShouldBe(("IAM.0007", "user_id"));
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_changed_policy_holds_at_once_and_ends_tokens_and_one_that_is_assigned_stays(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var (client, call, user) = (system.Administration, account.Owner.Granted, await account.NewUserAsync());
        var policy = (await client.CreatePolicyAsync(new() { Name = "p", Document = Document }, call)).PolicyId;
        await client.GrantPolicyAsync(new() { UserId = user.Id, Policy = policy, ProjectId = account.ProjectId }, call);
        var token = (await user.LogInAsync()).SubjectToken;
        (await MayListAsync(system, user)).ShouldBeTrue();
        await client.UpdatePolicyAsync(new() { Policy = policy, Document = Denying }, call);
        (await MayListAsync(system, user)).ShouldBeFalse();
        (await system.Principals.FindTokenAsync(token, default)).ShouldBeOfType<TokenLookup.Invalid>();
        (await Refusal.OfAsync(client.DeletePolicyAsync(new() { Policy = policy }, call))).Field.ShouldBe("policy");
        (await Refusal.OfAsync(client.RevokePolicyAsync(new() { UserId = user.Id, Policy = policy }, call))).Code.ShouldBe("IAM.0004");
        await client.RevokePolicyAsync(new() { UserId = user.Id, Policy = policy, ProjectId = account.ProjectId }, call);
        await client.DeletePolicyAsync(new() { Policy = policy }, call);
        await ShouldNotExistAsync(client.GetPolicyAsync(new() { Policy = policy }, call));
        (await client.GetPolicyAsync(new() { Policy = "VPN FullAccess" }, call)).Policy.BuiltIn.ShouldBeTrue();
    }

    [Fact]
    public async Task A_disabled_project_and_enterprise_project_show_and_the_project_refuses_calls()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var (client, call) = (system.Administration, account.Owner.Granted);
        var id = await account.NewEnterpriseProjectAsync("e");
        await client.UpdateEnterpriseProjectAsync(new() { EnterpriseProjectId = id, Enabled = false }, call);
        (await client.ListEnterpriseProjectsAsync(new(), call)).EnterpriseProjects.Single().Enabled.ShouldBeFalse();
        await client.UpdateProjectAsync(new() { ProjectId = account.ProjectId, Enabled = false }, call);
        (await client.ListProjectsAsync(new(), call)).Projects.Single().Enabled.ShouldBeFalse();
        (await MayListAsync(system, account.Owner)).ShouldBeFalse();
    }

    [Fact]
    public async Task Actions_of_account_level_services_count_where_they_are_granted_on_all_projects()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var (onProject, onAll) = (await account.NewUserAsync(), await account.NewUserAsync());
        var policy = await account.NewPolicyAsync("""{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["iam:users:*","scm:cert:*"]}]}""");
        await onProject.GrantAsync(policy, account.ProjectId);
        await onAll.GrantAsync(policy);
        foreach (var (user, expected) in new[] { (onProject, false), (onAll, true), (account.Owner, true) })
        {
            (await system.Principals.AuthorizeAsync(user.Principal, "", "iam:users:listUsers", false, default)).Everywhere.ShouldBe(expected);
            (await system.Principals.AuthorizeAsync(user.Principal, account.ProjectId, "scm:cert:get", true, default)).Everywhere.ShouldBe(expected);
        }
    }

    private static async Task<bool> IsKnownAsync(IdentitySystem system, string key) =>
        await system.Principals.FindAccessKeyAsync(key, default) is AccessKeyLookup.Found;

    private static async Task<bool> MayListAsync(IdentitySystem system, TestUser user) =>
        (await system.Principals.AuthorizeAsync(user.Principal, user.Account.ProjectId, "vpn:vpnGateways:list", false, default)).Everywhere;

    private static async Task ShouldNotExistAsync<T>(AsyncUnaryCall<T> call) => (await Refusal.OfAsync(call)).Code.ShouldBe("IAM.0004");

    private static async Task ShouldForbidAsync<T>(AsyncUnaryCall<T> call) => (await Refusal.OfAsync(call)).Code.ShouldBe("IAM.0002");

    private static async Task<string[]> PagesAsync(Func<long, string?, Task<(IEnumerable<string> Items, string? Next)>> read)
    {
        var all = new List<string>();
        for (var (items, next) = await read(2, null); ; (items, next) = await read(2, next))
        {
            all.AddRange(items);
            if (next is null)
            {
                return [.. all];
            }
        }
    }

    private static T Page<T>(T request, string? marker)
        where T : Google.Protobuf.IMessage<T>
    {
        if (marker is not null)
        {
            request.Descriptor.FindFieldByName("marker").Accessor.SetValue(request, marker);
        }
        return request;
    }

    private static (IEnumerable<string>, string?) Of(ListUsersAnswer list) => (list.Users.Select(user => user.Name), Next(list.HasNextMarker, list.NextMarker));

    private static (IEnumerable<string>, string?) Of(ListProjectsAnswer list) =>
        (list.Projects.Select(project => project.Name), Next(list.HasNextMarker, list.NextMarker));

    private static (IEnumerable<string>, string?) Of(ListEnterpriseProjectsResponse list) =>
        (list.EnterpriseProjects.Select(each => each.Name), Next(list.HasNextMarker, list.NextMarker));

    private static (IEnumerable<string>, string?) Of(ListPoliciesResponse list) =>
        (list.Policies.Select(policy => policy.Name), Next(list.HasNextMarker, list.NextMarker));

    private static (IEnumerable<string>, string?) Of(ListAccessKeysResponse list) =>
        (list.AccessKeys.Select(key => key.AccessKey), Next(list.HasNextMarker, list.NextMarker));

    private static (IEnumerable<string>, string?) Of(ListAssignmentsResponse list) =>
        (list.Assignments.Select(each => $"{each.Policy} {each.ProjectId}".Trim()), Next(list.HasNextMarker, list.NextMarker));

    private static (IEnumerable<string>, string?) Of(ListDomainsResponse list) =>
        (list.Domains.Select(domain => domain.Id), Next(list.HasNextMarker, list.NextMarker));

    private static string? Next(bool given, string marker) => given ? marker : null;
}
