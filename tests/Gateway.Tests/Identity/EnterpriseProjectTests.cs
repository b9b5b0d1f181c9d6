using Grpc.Core;
using Shouldly;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Gateway.Tests.Identity;

public sealed class EnterpriseProjectTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    private const string Update = """{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:vpnGateways:update","vpn:p2cVpnGateway:update"]}]}""";

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task The_default_one_comes_first_and_then_the_oldest(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        system.Time.Advance(TimeSpan.FromSeconds(1));
        var first = await account.NewEnterpriseProjectAsync("branch-offices");
        system.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await account.NewEnterpriseProjectAsync("Data centres");
        var all = await ListAsync(system, account, new ListEnterpriseProjectRequest());
        all.EnterpriseProjects.Select(one => (one.Id, one.Name, one.Description, one.Status, one.Type)).ShouldBe(
        [
            ("0", "default", "", 1, "prod"),
            (first, "branch-offices", "about branch-offices", 1, "prod"),
            (second, "Data centres", "about Data centres", 1, "prod"),
        ]);
        all.TotalCount.ShouldBe(3);
        all.EnterpriseProjects.ShouldAllBe(one => one.CreatedAt.EndsWith('Z') && one.UpdatedAt == one.CreatedAt);

        (await IdsAsync(new ListEnterpriseProjectRequest { Id = "0" })).ShouldBe(["0"]);
        (await IdsAsync(new ListEnterpriseProjectRequest { Id = second })).ShouldBe([second]);
        (await IdsAsync(new ListEnterpriseProjectRequest { Id = "7354dda9-4c1e-4a8d-8a86-a6b08fb92043" })).ShouldBeEmpty();
        (await IdsAsync(new ListEnterpriseProjectRequest { Name = "f" })).ShouldBe(["0", first]);
        (await IdsAsync(new ListEnterpriseProjectRequest { Name = "data" })).ShouldBeEmpty();
        (await IdsAsync(new ListEnterpriseProjectRequest { Name = "%\0" })).ShouldBeEmpty();
        (await IdsAsync(new ListEnterpriseProjectRequest { Status = 1 })).ShouldBe(["0", first, second]);
        (await IdsAsync(new ListEnterpriseProjectRequest { Status = 2 })).ShouldBeEmpty();
        (await IdsAsync(new ListEnterpriseProjectRequest { Limit = 1, Offset = 1 })).ShouldBe([first]);
        var past = await ListAsync(system, account, new ListEnterpriseProjectRequest { Offset = long.MaxValue });
        past.EnterpriseProjects.ShouldBeEmpty();
        past.TotalCount.ShouldBe(3);

        async Task<string[]> IdsAsync(ListEnterpriseProjectRequest request) =>
            [.. (await ListAsync(system, account, request)).EnterpriseProjects.Select(one => one.Id)];
    }

    public static TheoryData<ListEnterpriseProjectRequest, string> BadLists => new()
    {
        { new ListEnterpriseProjectRequest { Id = "" }, "id" },
        { new ListEnterpriseProjectRequest { Id = "1" }, "id" },
        { new ListEnterpriseProjectRequest { Id = "7354DDA9-4c1e-4a8d-8a86-a6b08fb92043" }, "id" },
        { new ListEnterpriseProjectRequest { Status = 0 }, "status" },
        { new ListEnterpriseProjectRequest { Status = 3 }, "status" },
        { new ListEnterpriseProjectRequest { Limit = 0 }, "limit" },
        { new ListEnterpriseProjectRequest { Limit = 1001 }, "limit" },
        { new ListEnterpriseProjectRequest { Offset = -1 }, "offset" },
    };

    [Theory]
    [MemberData(nameof(BadLists))]
    public async Task A_list_that_breaks_a_rule_is_refused(ListEnterpriseProjectRequest request, string field)
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        await ShouldRefuseAsync(system.EnterpriseProjects.ListEnterpriseProjectAsync(request, account.Owner.Call), "IAM.0007", "400", field);
    }

    [Theory]
    [MemberData(nameof(IdentitySystem.Dialects), MemberType = typeof(IdentitySystem))]
    public async Task A_gateway_moves_and_is_listed_where_it_went(string dialect)
    {
        var system = await systems[dialect];
        var account = await system.NewAccountAsync();
        var target = await account.NewEnterpriseProjectAsync("target");
        var gateway = system.Gateways.Add(account.ProjectId, "0", "vpngw-1af3");
        var request = Migration(account, target, gateway.ResourceId);
        request.RegionId = "region-1";
        request.Associated = true;
        await system.EnterpriseProjects.MigrateResourceAsync(request, account.Owner.Call);
        gateway.EnterpriseProjectId.ShouldBe(target);
        var listed = await FilterAsync(system, account.Owner, target);
        listed.TotalCount.ShouldBe(1);
        listed.Errors.ShouldBeEmpty();
        listed.Resources.ShouldBe(
        [
            new EnterpriseProjectResource
            {
                ResourceId = gateway.ResourceId,
                ResourceName = "vpngw-1af3",
                ResourceType = "vpn-gateway",
                ProjectId = account.ProjectId,
                ProjectName = "region-1",
                EnterpriseProjectId = target,
            },
        ]);
        (await FilterAsync(system, account.Owner, "0")).TotalCount.ShouldBe(0);
        var moves = system.Gateways.Moves;
        await system.EnterpriseProjects.MigrateResourceAsync(request, account.Owner.Call);
        system.Gateways.Moves.ShouldBe(moves);
    }

    public static TheoryData<string, string, string> BadMigrations => new()
    {
        { "resource_id", "", "IAM.0072" },
        { "resource_type", "", "IAM.0072" },
        { "project_id", "", "IAM.0072" },
        { "resource_id", "not-a-uuid", "IAM.0007" },
        { "resource_type", "customer-gateway", "IAM.0007" },
        { "project_id", new string('a', 65), "IAM.0007" },
        { "region_id", "region-2", "IAM.0007" },
        { "enterprise_project_id", "7354dda9-4c1e-4a8d-8a86-a6b08fb92043", "IAM.0004" },
        { "enterprise_project_id", "a\0", "IAM.0004" },
        { "project_id", "nowhere", "IAM.0004" },
        { "project_id", "foreign", "IAM.0004" },
        { "resource_id", "7354dda9-4c1e-4a8d-8a86-a6b08fb92043", "IAM.0004" },
        { "resource_type", "p2c-vpn-gateways", "IAM.0004" },
    };

    [Theory]
    [MemberData(nameof(BadMigrations))]
    public async Task A_migration_that_cannot_be_is_refused(string field, string value, string code)
    {
        var system = await systems["postgres"];
        var account = await system.NewAccountAsync();
        var gateway = system.Gateways.Add(account.ProjectId, "0", "gateway");
        var request = Migration(account, "0", gateway.ResourceId);
        Set(request, field, value == "foreign" ? (await system.NewAccountAsync()).ProjectId : value);
        var expected = field == "resource_type" && code == "IAM.0004" ? "resource_id" : field;
        await ShouldRefuseAsync(
            system.EnterpriseProjects.MigrateResourceAsync(request, account.Owner.Call), code, code == "IAM.0004" ? "404" : "400", expected);
        gateway.EnterpriseProjectId.ShouldBe("0");
    }

    public static TheoryData<string, string, bool> MigrationGrants => new()
    {
        // where the update action is granted, which gateway; allowed
        { "project", "known", true },
        { "both", "known", true },
        { "source", "known", false },
        { "target", "known", false },
        { "", "known", false },
        { "both", "unknown", false },
        { "", "unknown", false },
    };

    [Theory]
    [MemberData(nameof(MigrationGrants))]
    public async Task Moving_needs_the_update_action_on_the_project_or_on_both_enterprise_projects(string where, string which, bool allowed)
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var source = await account.NewEnterpriseProjectAsync("source");
        var target = await account.NewEnterpriseProjectAsync("target");
        var gateway = system.Gateways.Add(account.ProjectId, source, "gateway");
        var user = await account.NewUserAsync();
        await GrantUpdateAsync(user, where, source, target);
        var id = which == "known" ? gateway.ResourceId : Guid.CreateVersion7().ToString();
        var call = system.EnterpriseProjects.MigrateResourceAsync(Migration(account, target, id), user.Call);
        if (allowed)
        {
            await call;
            gateway.EnterpriseProjectId.ShouldBe(target);
            return;
        }
        (await Refusal.OfAsync(call)).Code.ShouldBe("IAM.0002");
        gateway.EnterpriseProjectId.ShouldBe(source);
    }

    public static TheoryData<string, string, string> Unknowns => new()
    {
        // where the update action is granted, what does not exist; code
        { "", "nothing", "IAM.0002" },
        { "", "enterprise project", "IAM.0002" },
        { "", "project", "IAM.0002" },
        { "", "foreign project", "IAM.0002" },
        { "both", "enterprise project", "IAM.0002" },
        { "both", "project", "IAM.0002" },
        { "project", "enterprise project", "IAM.0004" },
        { "project", "project", "IAM.0002" },
        { "project", "foreign project", "IAM.0002" },
        { "project", "resource", "IAM.0004" },
    };

    [Theory]
    [MemberData(nameof(Unknowns))]
    public async Task What_exists_is_told_to_those_who_may_move_alone(string where, string what, string code)
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var target = await account.NewEnterpriseProjectAsync("target");
        var user = await account.NewUserAsync();
        await GrantUpdateAsync(user, where, "0", target);
        var request = Migration(account, target, system.Gateways.Add(account.ProjectId, "0", "gateway").ResourceId);
        switch (what)
        {
            case "enterprise project":
                request.EnterpriseProjectId = Guid.CreateVersion7().ToString();
                break;
            case "project":
                request.ProjectId = "nowhere";
                break;
            case "foreign project":
                request.ProjectId = (await system.NewAccountAsync()).ProjectId;
                break;
            case "resource":
                request.ResourceId = Guid.CreateVersion7().ToString();
                break;
        }
        (await Refusal.OfAsync(system.EnterpriseProjects.MigrateResourceAsync(request, user.Call))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, "APIGW.0202", "503")]
    [InlineData(StatusCode.DeadlineExceeded, "APIGW.0202", "503")]
    [InlineData(StatusCode.Internal, "IAM.0006", "500")]
    public async Task An_owner_that_is_down_is_a_clear_503(StatusCode failure, string code, string status)
    {
        await using var system = await IdentitySystem.StartAsync("sqlite");
        var account = await system.NewAccountAsync();
        system.Gateways.Failure = failure;
        var migration = Migration(account, "0", Guid.CreateVersion7().ToString());
        await ShouldRefuseAsync(system.EnterpriseProjects.MigrateResourceAsync(migration, account.Owner.Call), code, status);
        var filter = new ShowResourceBindEnterpriseProjectRequest { EnterpriseProjectId = "0" };
        await ShouldRefuseAsync(system.EnterpriseProjects.ShowResourceBindEnterpriseProjectAsync(filter, account.Owner.Call), code, status);
    }

    [Fact]
    public async Task Pages_filters_and_what_may_be_read()
    {
        var system = await systems["sqlite"];
        var account = await system.NewAccountAsync();
        var second = await account.NewProjectAsync("region-1_second");
        var a = system.Gateways.Add(account.ProjectId, "0", "a").ResourceId;
        var b = system.Gateways.Add(account.ProjectId, "0", "b").ResourceId;
        var c = system.Gateways.Add(second, "0", "a").ResourceId;
        var owner = account.Owner;
        var everything = await FilterAsync(system, owner, "0");
        everything.Resources.Select(one => one.ResourceId).ShouldBe([c, b, a]);
        everything.Resources[0].ProjectName.ShouldBe("region-1_second");
        (await IdsAsync(owner, new() { Limit = 1, Offset = 1 })).ShouldBe([b]);
        (await IdsAsync(owner, new() { Offset = 3 })).ShouldBeEmpty();
        (await IdsAsync(owner, new() { Projects = { second } })).ShouldBe([c]);
        (await IdsAsync(owner, new() { Projects = { "nowhere", second } })).ShouldBe([c]);
        (await IdsAsync(owner, new() { Projects = { "nowhere" } })).ShouldBeEmpty();
        (await IdsAsync(owner, new() { ResourceTypes = { "vpn-gateway", "p2c-vpn-gateways" } })).ShouldBe([c, b, a]);
        (await IdsAsync(owner, new() { ResourceTypes = { "p2c-vpn-gateways" } })).ShouldBeEmpty();
        (await IdsAsync(owner, new() { Matches = { Match("resource_name", "a") } })).ShouldBe([c, a]);
        (await IdsAsync(owner, new() { Matches = { Match("resource_name", "a"), Match("resource_id", a) } })).ShouldBe([a]);
        (await IdsAsync(owner, new() { Matches = { Match("resource_name", "a"), Match("resource_name", "b") } })).ShouldBeEmpty();
        (await IdsAsync(owner, new() { Matches = { Match("resource_name", "\0") } })).ShouldBeEmpty();

        var user = await account.NewUserAsync();
        (await IdsAsync(user, new())).ShouldBeEmpty();
        await user.GrantAsync("VPN ReadOnlyAccess", projectId: second);
        (await IdsAsync(user, new())).ShouldBe([c]);
        await user.GrantAsync("VPN ReadOnlyAccess", enterpriseProjectId: "0");
        (await IdsAsync(user, new())).ShouldBe([c, b, a]);

        async Task<string[]> IdsAsync(TestUser caller, ShowResourceBindEnterpriseProjectRequest request)
        {
            request.EnterpriseProjectId = "0";
            var answer = await system.EnterpriseProjects.ShowResourceBindEnterpriseProjectAsync(request, caller.Call);
            return [.. answer.Resources.Select(one => one.ResourceId)];
        }
    }

    public static TheoryData<ShowResourceBindEnterpriseProjectRequest, string, string> BadFilters => new()
    {
        { new() { EnterpriseProjectId = "0", Limit = 0 }, "limit", "IAM.0007" },
        { new() { EnterpriseProjectId = "0", Limit = 1001 }, "limit", "IAM.0007" },
        { new() { EnterpriseProjectId = "0", Offset = -1 }, "offset", "IAM.0007" },
        { new() { EnterpriseProjectId = "0", ResourceTypes = { "vpn-gateway", "eip" } }, "resource_types", "IAM.0007" },
        { new() { EnterpriseProjectId = "0", Projects = { "" } }, "projects", "IAM.0007" },
        { new() { EnterpriseProjectId = "0", Matches = { new ResourceMatch { Value = "v" } } }, "matches[0].key", "IAM.0072" },
        { new() { EnterpriseProjectId = "0", Matches = { new ResourceMatch { Key = "resource_id" } } }, "matches[0].value", "IAM.0072" },
        { new() { EnterpriseProjectId = "0", Matches = { Match("resource_id", "x"), Match("status", "x") } }, "matches[1].key", "IAM.0007" },
        { new() { EnterpriseProjectId = "7354dda9-4c1e-4a8d-8a86-a6b08fb92043" }, "enterprise_project_id", "IAM.0004" },
        { new() { EnterpriseProjectId = "\0" }, "enterprise_project_id", "IAM.0004" },
    };

    [Theory]
    [MemberData(nameof(BadFilters))]
    public async Task A_filter_that_breaks_a_rule_is_refused(ShowResourceBindEnterpriseProjectRequest request, string field, string code)
    {
        var system = await systems["postgres"];
        var account = await system.NewAccountAsync();
        await ShouldRefuseAsync(
            system.EnterpriseProjects.ShowResourceBindEnterpriseProjectAsync(request, account.Owner.Call), code, code == "IAM.0004" ? "404" : "400", field);
    }

    private static async Task GrantUpdateAsync(TestUser user, string where, string source, string target)
    {
        var policy = await user.Account.NewPolicyAsync(Update);
        if (where == "project")
        {
            await user.GrantAsync(policy, projectId: user.Account.ProjectId);
        }
        if (where is "both" or "source")
        {
            await user.GrantAsync(policy, enterpriseProjectId: source);
        }
        if (where is "both" or "target")
        {
            await user.GrantAsync(policy, enterpriseProjectId: target);
        }
    }

    private static ResourceMatch Match(string key, string value) => new() { Key = key, Value = value };

    private static MigrateResourceRequest Migration(Account account, string target, string resourceId) => new()
    {
        EnterpriseProjectId = target,
        ProjectId = account.ProjectId,
        ResourceId = resourceId,
        ResourceType = "vpn-gateway",
    };

    private static void Set(MigrateResourceRequest request, string field, string value)
    {
        var accessor = MigrateResourceRequest.Descriptor.FindFieldByName(field).Accessor;
        if (value.Length == 0)
        {
            accessor.Clear(request);
            return;
        }
        accessor.SetValue(request, value);
    }

    private static async Task<ListEnterpriseProjectResponse> ListAsync(IdentitySystem system, Account account, ListEnterpriseProjectRequest request) =>
        await system.EnterpriseProjects.ListEnterpriseProjectAsync(request, account.Owner.Call);

    private static async Task<ShowResourceBindEnterpriseProjectResponse> FilterAsync(IdentitySystem system, TestUser caller, string enterpriseProjectId) =>
        await system.EnterpriseProjects.ShowResourceBindEnterpriseProjectAsync(
            new ShowResourceBindEnterpriseProjectRequest { EnterpriseProjectId = enterpriseProjectId }, caller.Call);

    private static async Task ShouldRefuseAsync<T>(AsyncUnaryCall<T> call, string code, string status, string? field = null)
    {
        var refusal = await Refusal.OfAsync(call);
        refusal.Code.ShouldBe(code);
        refusal.Status.ShouldBe(status);
        refusal.Field.ShouldBe(field);
    }
}
