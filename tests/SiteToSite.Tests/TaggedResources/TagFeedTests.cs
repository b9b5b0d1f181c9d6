using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Gateways.Tags;
using VpnMesh.SiteToSite.Tests.CustomerGateways;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.TaggedResources;

/// <summary>What Governance is told when it catches up.</summary>
public sealed class TagFeedTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Type = "customer_gateway";

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_has_changed_since_a_cursor_is_told_and_nothing_else(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var gateways = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            gateways.Add((await system.CreateAsync(caller, CustomerGatewayActions.Example())).Id);
        }
        var all = await AskAsync(system, caller, "");
        all.Complete.ShouldBeTrue();
        all.Resources.Select(resource => resource.ResourceId).ShouldBe(gateways, ignoreOrder: true);

        await system.TagAsync(caller, "customer-gateway", gateways[0], ("a", "1"));
        await system.DeleteCgwAsync(caller, gateways[1]);
        var changed = await AskAsync(system, caller, all.Cursor);

        changed.Complete.ShouldBeFalse();
        changed.Resources.Where(resource => resource.Version > 1)
            .Select(resource => (resource.ResourceId, resource.Gone, resource.Version, resource.Tags.Count))
            .ShouldBe([(gateways[0], false, 2L, 1), (gateways[1], true, 2L, 0)], ignoreOrder: true);
        // Other transactions on the same server may hold the cursor back for a moment.
        await Eventually.Async(async () => (changed = await AskAsync(system, caller, changed.Cursor)).Resources.Count == 0);
        (await AskAsync(system, TestSystem.User(TestSystem.NewProject()), "")).Resources.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Everything_is_told_page_by_page_to_those_whose_cursor_says_nothing_any_more(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        const int count = 150;
        await system.ExecuteAsync(
            """
            INSERT INTO tagged_resource_change (project_id, resource_type, resource_id, change, version)
            SELECT @ProjectId, 'customer_gateway', 'id-' || (100 + number), 0, 1
            FROM (
              WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < @count) SELECT number FROM numbers
            ) AS numbers
            """,
            new { caller.ProjectId, count });
        var now = TimeProvider.System.GetUtcNow();
        var (future, past) = ($"{long.MaxValue}@{now.ToUnixTimeMilliseconds()}", $"0@{now.AddDays(-29).ToUnixTimeMilliseconds()}");
        foreach (var cursor in new[] { "", "nonsense", future, past })
        {
            // The page belongs to another list.
            var first = await AskAsync(system, caller, cursor, page: cursor.Length > 0 ? "id-120" : "");
            first.Complete.ShouldBeTrue();
            var second = await AskAsync(system, caller, "", first.NextPage);
            first.Resources.Concat(second.Resources).Select(resource => resource.ResourceId).Distinct().Count().ShouldBe(count);
            second.NextPage.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task No_change_is_missed_whose_transaction_began_earlier_and_ended_later()
    {
        var system = await systems["postgres"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var slow = (await system.CreateAsync(caller, CustomerGatewayActions.Example())).Id;
        var fast = (await system.CreateAsync(caller, CustomerGatewayActions.Example())).Id;
        var begun = (await AskAsync(system, caller, "")).Cursor;
        var (written, mayCommit) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slowly = system.SiteToSite.InTransactionAsync(
            async session =>
            {
                await session.TellChangedAsync(Type, caller.ProjectId, slow);
                written.SetResult();
                await mayCommit.Task;
                return true;
            },
            CancellationToken.None);
        await written.Task;
        await system.TagAsync(caller, "customer-gateway", fast, ("a", "1"));

        var before = await AskAsync(system, caller, begun);
        before.Resources.Select(resource => (resource.ResourceId, resource.Version)).ShouldContain((fast, 2L));
        before.Resources.ShouldNotContain(resource => resource.ResourceId == slow && resource.Version == 2);
        mayCommit.SetResult();
        await slowly;

        (await AskAsync(system, caller, before.Cursor)).Resources.ShouldContain(resource => resource.ResourceId == slow && resource.Version == 2);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_gone_for_long_is_forgotten_but_for_the_last_change(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        for (var number = 0; number < 2; number++)
        {
            await system.DeleteCgwAsync(caller, (await system.CreateAsync(caller, CustomerGatewayActions.Example())).Id);
        }
        await system.SiteToSite.InTransactionAsync(
            async session =>
            {
                await session.ForgetGoneAsync(long.MaxValue);
                return true;
            },
            CancellationToken.None);

        (await AskAsync(system, caller, "")).Resources.ShouldHaveSingleItem().Gone.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_an_older_release_made_and_deleted_is_told_in_the_end(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var made = (await system.CreateAsync(caller, CustomerGatewayActions.Example())).Id;
        var deleted = (await system.CreateAsync(caller, CustomerGatewayActions.Example())).Id;
        var since = (await AskAsync(system, caller, "")).Cursor;
        // As if by a replica that tells nothing.
        await system.ExecuteAsync("DELETE FROM tagged_resource_change WHERE resource_id = @made", new { made });
        await system.ExecuteAsync("DELETE FROM customer_gateway WHERE id = @deleted", new { deleted });

        await RepairAsync(system);

        var told = (await AskAsync(system, caller, since)).Resources;
        told.Select(resource => (resource.ResourceId, resource.Gone)).ShouldBe([(made, false), (deleted, true)], ignoreOrder: true);
        await RepairAsync(system);
        (await AskAsync(system, caller, "")).Resources.Select(resource => resource.Version).ShouldBe([1, 2], ignoreOrder: true, "told once");
    }

    [Fact]
    public async Task Only_Governance_is_told()
    {
        var system = await systems["sqlite"];
        var refusal = await Refused.Async(Owners(system).ListTagChangesAsync(
            new ListTagChangesRequest { ResourceType = Type }, system.As(TestSystem.User(TestSystem.NewProject()))));
        refusal.Code.ShouldBe("VPN.0003");
    }

    private static Task<bool> RepairAsync(TestSystem system) => system.SiteToSite.InTransactionAsync(
        async session =>
        {
            var table = new TaggedTable(Type, HasEnterpriseProject: false, (_, _) => throw new NotSupportedException());
            await session.TellUntoldAsync(table);
            await session.TellUntoldGoneAsync(table, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            return true;
        },
        CancellationToken.None);

    private static async Task<ListTagChangesResponse> AskAsync(TestSystem system, CallerContext caller, string cursor, string page = "") =>
        await Owners(system).ListTagChangesAsync(
            new ListTagChangesRequest { ResourceType = Type, Cursor = cursor, Page = page },
            system.As(CallerExtensions.OfPart("governance", caller.ProjectId)));

    private static Protos.Governance.V1.TaggedResources.TaggedResourcesClient Owners(TestSystem system) =>
        system.Client(channel => new Protos.Governance.V1.TaggedResources.TaggedResourcesClient(channel));
}
