using Shouldly;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Gateway.Tests.Identity;

public sealed class KeystoneListTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_project_shows_every_field(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var answer = await system.Keystone.KeystoneListProjectsAsync(new ListProjectsRequest { Name = "region-1" }, account.Owner.Call);
        answer.Projects.ShouldBe(
        [
            new Project
            {
                Id = account.ProjectId,
                Name = "region-1",
                DomainId = account.DomainId,
                ParentId = account.DomainId,
                IsDomain = false,
                Enabled = true,
                Description = "",
                Links = new Links { Self = $"{IdentitySystem.PublicUrl}/v3/projects/{account.ProjectId}" },
            },
        ]);
        answer.Links.ShouldBe(new Links { Self = $"{IdentitySystem.PublicUrl}/v3/projects?name=region-1" });
        account.ProjectId.ShouldMatch("^[0-9a-f]{32}$");
    }

    public static TheoryData<ListProjectsRequest, string[]> Filters => new()
    {
        { new ListProjectsRequest(), ["region-1", "region-1_a", "region-1_b"] },
        { new ListProjectsRequest { Name = "region-1_a" }, ["region-1_a"] },
        { new ListProjectsRequest { Name = "region-1_A" }, [] },
        { new ListProjectsRequest { Name = "a\0" }, [] },
        { new ListProjectsRequest { ParentId = "nobody" }, [] },
        { new ListProjectsRequest { ParentId = "\0" }, [] },
        { new ListProjectsRequest { Enabled = true }, ["region-1", "region-1_a"] },
        { new ListProjectsRequest { Enabled = false }, ["region-1_b"] },
        { new ListProjectsRequest { IsDomain = true }, [] },
        { new ListProjectsRequest { IsDomain = false }, ["region-1", "region-1_a", "region-1_b"] },
        { new ListProjectsRequest { Page = 1, PerPage = 2 }, ["region-1", "region-1_a"] },
        { new ListProjectsRequest { Page = 2, PerPage = 2 }, ["region-1_b"] },
        { new ListProjectsRequest { Page = 3, PerPage = 2 }, [] },
        { new ListProjectsRequest { Page = long.MaxValue, PerPage = 5000 }, [] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filters_and_pages_of_projects(ListProjectsRequest request, string[] expected)
    {
        foreach (var dialect in IdentitySystem.Dialects)
        {
            var system = await systems[dialect.Data];
            var account = await ThreeProjectsAsync(system);
            var answer = await system.Keystone.KeystoneListProjectsAsync(request, account.Owner.Call);
            answer.Projects.Select(project => project.Name).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Children_of_the_account_and_of_the_region()
    {
        var system = await systems["sqlite"];
        var account = await ThreeProjectsAsync(system);
        var builtIn = await system.Keystone.KeystoneListProjectsAsync(new ListProjectsRequest { ParentId = account.DomainId }, account.Owner.Call);
        builtIn.Projects.Select(project => project.Name).ShouldBe(["region-1"]);
        var others = await system.Keystone.KeystoneListProjectsAsync(new ListProjectsRequest { ParentId = account.ProjectId }, account.Owner.Call);
        others.Projects.Select(project => project.Name).ShouldBe(["region-1_a", "region-1_b"]);
    }

    [Fact]
    public async Task Links_lead_from_page_to_page()
    {
        var system = await systems["sqlite"];
        var account = await ThreeProjectsAsync(system);
        var request = new ListProjectsRequest { Page = 2, PerPage = 1, Enabled = true, DomainId = account.DomainId };
        var links = (await system.Keystone.KeystoneListProjectsAsync(request, account.Owner.Call)).Links;
        var url = $"{IdentitySystem.PublicUrl}/v3/projects?domain_id={account.DomainId}&enabled=true&page=";
        links.ShouldBe(new Links { Previous = $"{url}1&per_page=1", Self = $"{url}2&per_page=1" });
        request.Page = 1;
        (await system.Keystone.KeystoneListProjectsAsync(request, account.Owner.Call)).Links.Next.ShouldBe($"{url}2&per_page=1");
    }

    public static TheoryData<ListProjectsRequest, string> BadPages => new()
    {
        { new ListProjectsRequest { Page = 1 }, "per_page" },
        { new ListProjectsRequest { PerPage = 1 }, "page" },
        { new ListProjectsRequest { Page = 0, PerPage = 1 }, "page" },
        { new ListProjectsRequest { Page = -1, PerPage = 1 }, "page" },
        { new ListProjectsRequest { Page = 1, PerPage = 0 }, "per_page" },
        { new ListProjectsRequest { Page = 1, PerPage = 5001 }, "per_page" },
    };

    [Theory]
    [MemberData(nameof(BadPages))]
    public async Task A_page_that_is_none_is_refused(ListProjectsRequest request, string field)
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var refusal = await Refusal.OfAsync(system.Keystone.KeystoneListProjectsAsync(request, account.Owner.Call));
        refusal.Code.ShouldBe("IAM.0007");
        refusal.Field.ShouldBe(field);
        refusal.Message.ShouldStartWith($"Request parameter {field} is invalid.");
    }

    [Fact]
    public async Task Another_account_is_forbidden()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var other = await system.NewAccountAsync();
        var projects = system.Keystone.KeystoneListProjectsAsync(new ListProjectsRequest { DomainId = other.DomainId }, account.Owner.Call);
        (await Refusal.OfAsync(projects)).Code.ShouldBe("IAM.0002");
        var users = system.Keystone.KeystoneListUsersAsync(new ListUsersRequest { DomainId = other.DomainId }, account.Owner.Call);
        (await Refusal.OfAsync(users)).Code.ShouldBe("IAM.0002");
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task Projects_with_a_permission_are_those_one_can_get_a_token_for(string dialect)
    {
        var system = await systems[dialect];
        var account = await ThreeProjectsAsync(system);
        var a = (await system.Keystone.KeystoneListProjectsAsync(new ListProjectsRequest { Name = "region-1_a" }, account.Owner.Call)).Projects[0].Id;
        var nothing = await account.NewUserAsync();
        var one = await account.NewUserAsync();
        await one.GrantAsync("VPN ReadOnlyAccess", projectId: a);
        var all = await account.NewUserAsync();
        await all.GrantAsync("VPN ReadOnlyAccess");
        var enterprise = await account.NewUserAsync();
        await enterprise.GrantAsync("VPN ReadOnlyAccess", enterpriseProjectId: "0");
        (await ProjectsOfAsync(system, account.Owner)).ShouldBe(["region-1", "region-1_a", "region-1_b"]);
        (await ProjectsOfAsync(system, nothing)).ShouldBeEmpty();
        (await ProjectsOfAsync(system, one)).ShouldBe(["region-1_a"]);
        (await ProjectsOfAsync(system, all)).ShouldBe(["region-1", "region-1_a", "region-1_b"]);
        (await ProjectsOfAsync(system, enterprise)).ShouldBe(["region-1", "region-1_a", "region-1_b"]);
    }

    [Fact]
    public async Task The_account_of_the_caller_is_a_list_of_one()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var answer = await system.Keystone.KeystoneListAuthDomainsAsync(new ListAuthDomainsRequest(), (await account.NewUserAsync()).Call);
        answer.Domains.ShouldBe(
        [
            new Domain
            {
                Id = account.DomainId,
                Name = account.Name,
                Description = "",
                Enabled = true,
                Links = new Links { Self = $"{IdentitySystem.PublicUrl}/v3/domains/{account.DomainId}" },
            },
        ]);
        answer.Links.Self.ShouldBe($"{IdentitySystem.PublicUrl}/v3/auth/domains");
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task The_owner_sees_every_user_and_others_themselves(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        system.Time.Advance(TimeSpan.FromMilliseconds(1));
        var user = await account.NewUserAsync(name: "Ä b");
        system.Time.Advance(TimeSpan.FromMilliseconds(1));
        var disabled = await account.NewUserAsync();
        await system.Administration.UpdateUserAsync(new UpdateUserRequest { UserId = disabled.Id, Enabled = false }, system.Administrator);
        (await UsersAsync(system, account.Owner, new ListUsersRequest())).ShouldBe([account.Owner.Id, user.Id, disabled.Id]);
        (await UsersAsync(system, account.Owner, new ListUsersRequest { Name = user.Name })).ShouldBe([user.Id]);
        (await UsersAsync(system, account.Owner, new ListUsersRequest { Name = "ä b" })).ShouldBeEmpty();
        (await UsersAsync(system, account.Owner, new ListUsersRequest { Name = "\0" })).ShouldBeEmpty();
        (await UsersAsync(system, account.Owner, new ListUsersRequest { Enabled = false, DomainId = account.DomainId })).ShouldBe([disabled.Id]);
        (await UsersAsync(system, user, new ListUsersRequest())).ShouldBe([user.Id]);
        (await UsersAsync(system, user, new ListUsersRequest { Name = account.Owner.Name })).ShouldBeEmpty();
        (await UsersAsync(system, user, new ListUsersRequest { Enabled = false })).ShouldBeEmpty();
        var answer = await system.Keystone.KeystoneListUsersAsync(new ListUsersRequest { Name = user.Name }, user.Call);
        answer.Users[0].ShouldBe(new User
        {
            Id = user.Id,
            Name = user.Name,
            DomainId = account.DomainId,
            Description = "",
            Enabled = true,
            Links = new Links { Self = $"{IdentitySystem.PublicUrl}/v3/users/{user.Id}" },
        });
        answer.Links.Self.ShouldBe($"{IdentitySystem.PublicUrl}/v3/users?name=%C3%84%20b");
    }

    private static async Task<Account> ThreeProjectsAsync(IdentitySystem system)
    {
        var account = await system.NewAccountAsync();
        system.Time.Advance(TimeSpan.FromMilliseconds(1));
        await account.NewProjectAsync("region-1_a");
        system.Time.Advance(TimeSpan.FromMilliseconds(1));
        var last = await account.NewProjectAsync("region-1_b");
        await system.ExecuteAsync("UPDATE project SET enabled = 0 WHERE id = @last", new { last });
        return account;
    }

    private static async Task<string[]> ProjectsOfAsync(IdentitySystem system, TestUser user) =>
        [.. (await system.Keystone.KeystoneListAuthProjectsAsync(new ListAuthProjectsRequest(), user.Call)).Projects.Select(project => project.Name)];

    private static async Task<string[]> UsersAsync(IdentitySystem system, TestUser caller, ListUsersRequest request) =>
        [.. (await system.Keystone.KeystoneListUsersAsync(request, caller.Call)).Users.Select(user => user.Id)];
}
