using VpnMesh.P2C.VpnServers;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnUserGroups;

/// <summary>Groups from their creation to their deletion, and who is in them.</summary>
public sealed class VpnUserGroupLifeTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_group_is_shown_as_sent_and_changes_only_in_what_is_sent(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);
        var id = (await groups.Create(new NewVpnUserGroup { Name = "组-1", Description = "first" })).UserGroup.Id;

        var created = (await groups.Show(id.ToUpperInvariant())).UserGroup;
        var same = (await groups.Update(id, new VpnUserGroupChanges { Name = "组-1" })).UserGroup;
        var renamed = (await groups.Update(id, new VpnUserGroupChanges { Name = "b.c" })).UserGroup;
        var cleared = (await groups.Update(id, new VpnUserGroupChanges { Description = "" })).UserGroup;

        (created.Name, created.Description, created.Type, created.UserNumber).ShouldBe(("组-1", "first", "Custom", 0));
        created.CreatedAt.ShouldBe(created.UpdatedAt);
        same.ShouldBe(created);
        (renamed.Name, renamed.Description, renamed.CreatedAt).ShouldBe(("b.c", "first", created.CreatedAt));
        (cleared.Name, cleared.Description).ShouldBe(("b.c", ""));
        (await groups.Show(id)).UserGroup.ShouldBe(cleared);
        (await groups.List()).UserGroups.Select(group => group.Name).ShouldBe(["b.c", "default"]);
        // The change that changed nothing was none, and access policies were not changed at all.
        (await groups.RevisionsAsync()).ShouldBe((3, 0));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Users_join_and_leave_all_or_none(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);
        var (a, b, users) = (await groups.CreateAsync("a"), await groups.CreateAsync("b"), await groups.InsertUsersAsync(4));
        await groups.Add(a, users[0].ToUpperInvariant(), users[1]);
        await groups.Add(b, users[2]);

        (await Refused.Async(groups.Add(a, users[3], users[2]))).Code.ShouldBe("VPN.1304");
        (await Refused.Async(groups.Add(a, users[3], Guid.CreateVersion7().ToString()))).Fields.ShouldBe(["users[1].id"]);
        (await Refused.Async(groups.Remove(a, users[0], users[3]))).Code.ShouldBe("VPN.1305");
        (await Refused.Async(groups.Remove(a, users[0], users[2]))).Code.ShouldBe("VPN.1305");

        (await groups.MembershipsAsync()).ShouldBe(
            Members((users[0], a, 3), (users[1], a, 3), (users[2], b, 4), (users[3], null, 0)), ignoreOrder: true);
        await groups.CountersShouldBeExactAsync();

        // Who is in it already stays as he is.
        await groups.Add(a, users[0], users[3]);
        await groups.Add(a, users[0], users[1], users[3]);
        await groups.Remove(a, users[1]);

        (await groups.MembershipsAsync()).ShouldBe(
            Members((users[0], a, 3), (users[1], null, 6), (users[2], b, 4), (users[3], a, 5)), ignoreOrder: true);
        (await groups.RevisionsAsync()).ShouldBe((6, 0));
        await groups.CountersShouldBeExactAsync();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Members_of_a_deleted_group_are_in_none_and_its_name_is_free(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);
        var (id, users) = (await groups.CreateAsync("a"), await groups.InsertUsersAsync(2));
        await groups.Add(id, users);

        await groups.Delete(id);

        (await groups.MembershipsAsync()).Values.ShouldBe([(null, 3), (null, 3)]);
        (await Refused.Async(groups.Show(id))).Code.ShouldBe("VPN.1301");
        (await Refused.Async(groups.Delete(id))).Code.ShouldBe("VPN.1301");
        (await groups.List()).TotalCount.ShouldBe(1);
        var again = await groups.CreateAsync("a");
        await groups.Add(again, users);
        await groups.CountersShouldBeExactAsync();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_whole_server_joins_a_group_at_once_and_is_listed_in_pages(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);
        var (id, users) = (await groups.CreateAsync("a"), await groups.InsertUsersAsync(500));
        await groups.Add(id, users);

        var listed = new List<string>();
        string? marker = null;
        do
        {
            var page = await groups.Members(id, limit: 125, marker);
            (page.TotalCount, page.PageInfo.CurrentCount).ShouldBe((500, page.Users.Count));
            listed.AddRange(page.Users.Select(user => user.Id));
            marker = page.PageInfo.HasNextMarker ? page.PageInfo.NextMarker : null;
        }
        while (marker is not null);

        listed.ShouldBe(users.OrderDescending(StringComparer.Ordinal));
        (await groups.Members(id)).PageInfo.CurrentCount.ShouldBe(200);
        var none = await groups.Members(id, limit: 0);
        (none.TotalCount, none.Users.Count, none.PageInfo.HasNextMarker).ShouldBe((500, 0, false));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Groups_are_listed_newest_first_also_when_created_at_once(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);
        foreach (var number in Enumerable.Range(0, 5))
        {
            await groups.CreateAsync($"g{number}");
        }
        await groups.System.ExecuteAsync(
            "UPDATE vpn_user_group SET created_at = 5 WHERE vpn_server_id = @ServerId AND type = 'Custom'", new { groups.ServerId });

        var first = await groups.List(limit: 3);
        var last = await groups.List(limit: 3, first.PageInfo.NextMarker);

        first.UserGroups.Concat(last.UserGroups).Select(group => group.Name).ShouldBe(["g4", "g3", "g2", "g1", "g0", "default"]);
        (first.TotalCount, last.TotalCount, last.PageInfo.HasNextMarker).ShouldBe((6, 6, false));
        // A bare time stands after all of that time.
        (await groups.List(marker: "1970-01-01T00:00:00.005Z")).UserGroups.Single().Name.ShouldBe("default");
        (await Refused.Async(groups.List(limit: 201, marker: "x"))).Fields.ShouldBe(["limit", "marker"]);
        (await Refused.Async(groups.Members((await groups.BuiltInAsync()).Id, limit: -1))).Fields.ShouldBe(["limit"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_creation_repeated_with_its_token_creates_once(string dialect)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems[dialect]);
        var token = Guid.CreateVersion7().ToString();
        var wanted = new NewVpnUserGroup { Name = "a" };

        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await groups.Create(wanted, token)).UserGroup.Id));

        ids.Distinct().ShouldHaveSingleItem();
        (await Refused.Async(groups.Create(new NewVpnUserGroup { Name = "b" }, token))).Code.ShouldBe("VPN.0031");
        (await Refused.Async(groups.Create(wanted, "1"))).Code.ShouldBe("VPN.0001");
        // On another path it is another token.
        var neighbour = groups.On(await groups.System.InsertServerAsync(groups.Caller));
        (await neighbour.Create(wanted, token)).UserGroup.Id.ShouldNotBe(ids[0]);
    }

    [Fact]
    public async Task A_new_server_gets_its_built_in_group()
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        await groups.System.ExecuteAsync("DELETE FROM vpn_user_group WHERE vpn_server_id = @ServerId", new { groups.ServerId });

        await groups.System.P2C.InTransactionAsync(
            async session => await session.InsertBuiltInGroupAsync(
                await session.LockVpnServerAsync(groups.Caller.ProjectId, groups.ServerId), Guid.CreateVersion7().ToString()),
            CancellationToken.None);

        var builtIn = await groups.BuiltInAsync();
        (builtIn.Name, builtIn.Description, builtIn.UserNumber, builtIn.CreatedAt).ShouldBe(
            ("default", "Default user group", 0, "1970-01-01T00:00:00.001Z"));
        await groups.CountersShouldBeExactAsync();
    }

    private static Dictionary<string, (string? GroupId, long Revision)> Members(params (string Id, string? GroupId, long Revision)[] users) =>
        users.ToDictionary(user => user.Id, user => (user.GroupId, user.Revision));
}
