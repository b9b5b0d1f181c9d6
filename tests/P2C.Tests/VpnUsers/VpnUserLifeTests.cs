using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>Users from their creation to their deletion.</summary>
public sealed class VpnUserLifeTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_user_is_shown_as_sent_and_changes_only_in_what_is_sent(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var (a, b) = (await users.InsertGroupAsync("a"), await users.InsertGroupAsync("b"));
        var wanted = UserActions.User("user001", "172.16.0.5", a.ToUpperInvariant());
        wanted.Description = "用户-1";
        var id = (await users.Create(wanted)).User.Id;

        var created = (await users.Show(id.ToUpperInvariant())).User;
        var same = (await users.Update(id, new VpnUserChanges { StaticIp = "172.16.0.5", UserGroupId = a, Description = "用户-1" })).User;
        var moved = (await users.Update(id, new VpnUserChanges { UserGroupId = b })).User;
        var drawn = (await users.Update(id, new VpnUserChanges { StaticIp = "disable" })).User;
        var cleared = (await users.Update(id, new VpnUserChanges { Description = "" })).User;

        created.ShouldBe(new VpnUser
        {
            Id = id,
            Name = "user001",
            Description = "用户-1",
            UserGroupId = a,
            UserGroupName = "a",
            StaticIp = "172.16.0.5",
            CreatedAt = created.CreatedAt,
            UpdatedAt = created.CreatedAt,
        });
        same.ShouldBe(created);
        (moved.UserGroupId, moved.UserGroupName, moved.StaticIp, moved.Description).ShouldBe((b, "b", "172.16.0.5", "用户-1"));
        (drawn.UserGroupName, drawn.StaticIp, drawn.Description).ShouldBe(("b", "disable", "用户-1"));
        (cleared.Description, cleared.CreatedAt).ShouldBe(("", created.CreatedAt));
        (await users.Show(id)).User.ShouldBe(cleared);
        (await users.MembersAsync()).ShouldBe(new Dictionary<string, long> { ["b"] = 1 });
        // The change that changed nothing was none.
        (await users.CountersAsync()).ShouldBe((1, 4));
        (await users.RowsAsync()).ShouldBe([("user001", 4)]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_was_not_sent_is_absent_and_the_address_is_drawn(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);

        var shown = (await users.Show(await users.CreateAsync("user001"))).User;

        (shown.HasDescription, shown.HasUserGroupId, shown.HasUserGroupName, shown.StaticIp).ShouldBe((false, false, false, "disable"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_deletion_frees_name_and_address_leaves_the_group_and_is_noted_for_agents(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var group = await users.InsertGroupAsync("a");
        var first = (await users.Create(UserActions.User("user001", "172.16.0.5", group))).User.Id;
        var second = (await users.Create(UserActions.User("user002", "172.16.0.9", group))).User.Id;
        var third = (await users.Create(UserActions.User("user003", groupId: group))).User.Id;

        await users.Delete(first);
        await users.BatchDelete(second.ToUpperInvariant(), third);

        (await Refused.Async(users.Show(first))).Code.ShouldBe("VPN.1303");
        (await users.MembersAsync()).ShouldBeEmpty();
        (await users.CountersAsync()).ShouldBe((0, 5));
        (await users.System.QueryAsync<(string, long)>(
            "SELECT user_id, revision FROM vpn_user_removal WHERE vpn_server_id = @ServerId ORDER BY revision, user_id", new { users.ServerId }))
            .ShouldBe(new[] { (first, 4L), (second, 5L), (third, 5L) }, ignoreOrder: true);
        await users.Create(UserActions.User("user001", "172.16.0.5"));
        (await Refused.Async(users.Delete(first))).Status.ShouldBe("404");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Walking_the_pages_shows_every_user_once_newest_first(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        await users.CreateAsync("oldest");
        // A batch has one creation time.
        await users.BatchCreate([.. Enumerable.Range(0, 7).Select(i => new NewVpnUserOfBatch { Name = $"user{i}", Password = "Qwerasdf" })]);
        await users.CreateAsync("newest");

        var all = (await users.List()).Users.Select(user => user.Name).ToArray();
        var walked = new List<string>();
        ListVpnUsersResponse page;
        string? marker = null;
        do
        {
            page = await users.List(3, marker);
            walked.AddRange(page.Users.Select(user => user.Name));
            (page.TotalCount, page.PageInfo.CurrentCount).ShouldBe((9, 3));
            marker = page.PageInfo.NextMarker;
        }
        while (page.PageInfo.HasNextMarker);

        (all.Length, all[0], all[^1]).ShouldBe((9, "newest", "oldest"));
        walked.ShouldBe(all);
        var none = await users.List(0);
        (none.Users.Count, none.TotalCount, none.PageInfo.CurrentCount, none.PageInfo.HasNextMarker).ShouldBe((0, 9, 0, false));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Servers_have_names_and_addresses_of_their_own_and_projects_see_only_theirs(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var elsewhere = users.On(await users.System.InsertServerAsync(users.Caller));
        var stranger = users.As(TestSystem.User(TestSystem.NewProject()));
        var id = (await users.Create(UserActions.User("user001", "172.16.0.5"))).User.Id;
        await elsewhere.Create(UserActions.User("user001", "172.16.0.5"));

        (await Refused.Async(elsewhere.Show(id))).Code.ShouldBe("VPN.1303");
        (await Refused.Async(elsewhere.BatchDelete(id))).Code.ShouldBe("VPN.1303");
        (await Refused.Async(stranger.Show(id))).Code.ShouldBe("VPN.1116");
        (await Refused.Async(stranger.List())).Code.ShouldBe("VPN.1116");
        (await Refused.Async(stranger.Delete(id))).Code.ShouldBe("VPN.1116");
        (await Refused.Async(elsewhere.Create(UserActions.User("user002", groupId: await users.InsertGroupAsync("a"))))).Code.ShouldBe("VPN.1301");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_repeated_creation_with_the_same_key_gets_the_first_answer(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var (one, many) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        var batch = new VpnUserBatch { Items = { new NewVpnUserOfBatch { Name = "user001", Password = "Qwerasdf" } } };
        var first = await users.Create(UserActions.User("user001"), one);
        var refused = await users.BatchCreate(batch, many);

        (await users.Create(UserActions.User("user001"), one)).ShouldBe(first);
        (await Refused.Async(users.Create(UserActions.User("user002"), one))).Code.ShouldBe("VPN.0031");
        await users.Delete(first.User.Id);
        // A refusal in the body is an answer like any other.
        (await users.BatchCreate(batch, many)).ShouldBe(refused);
        refused.InvalidUsers.Count.ShouldBe(1);
        (await users.CountersAsync()).Users.ShouldBe(0);
    }
}
