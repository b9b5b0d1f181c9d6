using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>Lists of users: all or none.</summary>
public sealed class VpnUserBatchTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Fact]
    public async Task As_many_users_as_a_server_may_have_are_created_by_one_statement_for_each_table_and_deleted()
    {
        var users = await UserActions.OnNewServerAsync(await systems["postgres"]);
        using (var statements = await Statements.OfAsync(users.System))
        {
            await FillAsync(users);

            statements.Seen.Select(sql => sql.Split(' ', '\n')).Where(words => words[0] is "INSERT" or "UPDATE")
                .Select(words => words[0] == "INSERT" ? words[2] : words[1])
                .Where(table => table is "outbox" || table.StartsWith("vpn_", StringComparison.Ordinal))
                .ShouldBe(["vpn_server", "vpn_user", "vpn_user_group", "outbox"]);
        }

        await users.BatchDelete([.. (await users.System.QueryAsync<string>(
            "SELECT id FROM vpn_user WHERE vpn_server_id = @ServerId", new { users.ServerId }))]);
        (await users.CountersAsync()).ShouldBe((0, 2));
        (await users.MembersAsync()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Members_come_and_go_in_several_groups_at_once(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        await users.InsertGroupAsync("other");
        var batch = Batch(5);
        foreach (var user in batch[..2])
        {
            user.UserGroupName = "other";
        }

        await users.BatchCreate(batch);
        var created = (await users.List()).Users;

        (await users.MembersAsync()).ShouldBe(new Dictionary<string, long> { ["default"] = 3, ["other"] = 2 }, ignoreOrder: true);
        await users.BatchDelete([.. created.Where(user => user.Name is "user000" or "user002" or "user003").Select(user => user.Id)]);
        (await users.MembersAsync()).ShouldBe(new Dictionary<string, long> { ["default"] = 1, ["other"] = 1 }, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Entries_at_fault_are_named_once_in_order_and_nobody_is_created(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        await users.Create(UserActions.User("taken", "172.16.0.9"));
        NewVpnUserOfBatch[] batch =
        [
            new() { Name = "good", Password = "Qwerasdf", StaticIp = "disable", UserGroupName = "default" },
            new() { Name = "taken", Password = "short", Description = "用户" },
            new() { Name = "twice", Password = "Qwerasdf", StaticIp = "172.16.0.13" },
            new() { Name = "twice", Password = "Qwerasdf", UserGroupName = "default" },
            new() { Name = "user1", Password = "short", StaticIp = "172.16.0.13" },
            new() { Name = "user2", Password = "abcdefgh" },
            new() { Name = "user3", Password = "Qwerasdf", StaticIp = "172.16.0.13" },
            new() { Name = "user4", Password = "Qwerasdf", StaticIp = "172.16.0.9" },
            new() { Name = "user5", Password = "Qwerasdf", StaticIp = "172.16.0.10" },
            new() { Name = "user6", Password = "Qwerasdf", UserGroupName = "nobody\0" },
            new() { Name = "user7", Password = "Qwerasdf", Description = "a b" },
            new() { Name = "x", Password = "Qwerasdf" },
            new() { Name = "link", Password = "Qwerasdf" },
            new() { Name = "user8", Password = "Qwerasdf", StaticIp = "10.0.0.1" },
            new() { Name = "user9", Password = "Qwerasdf", StaticIp = "" },
            new() { Name = "", Password = "" },
        ];

        var invalid = (await users.BatchCreate(batch)).InvalidUsers;

        invalid.Select(user => user.Name).ShouldBe(batch.Where(user => user != batch[0] && user != batch[2]).Select(user => user.Name));
        invalid.Select(user => user.Cause.Split(" invalid: ")[0]).ShouldBe(
        [
            "Duplicate user name.", "Duplicate user name.", "Password length invalid.", "The password complexity does not meet requirements.",
            "Duplicate static address.", "Duplicate static address.", "Static address", "The user group does not exist.", "Description", "User name",
            "The username is unavailable.", "Static address", "Static address", "User name",
        ]);
        invalid[0].ShouldBe(new InvalidVpnUser { Name = "taken", Description = "用户", Cause = "Duplicate user name." });
        invalid[1].ShouldBe(new InvalidVpnUser { Name = "twice", UserGroupName = "default", Cause = "Duplicate user name." });
        (await users.CountersAsync()).ShouldBe((1, 1));
        (await users.MembersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_that_is_malformed_as_a_whole_is_refused()
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);

        (await Refused.Async(users.BatchCreate((VpnUserBatch?)null))).Fields.ShouldBe(["users"]);
        (await Refused.Async(users.BatchCreate([]))).Code.ShouldBe("VPN.1318");
        NewVpnUserOfBatch[] incomplete = [new() { Name = "user001", Password = "Qwerasdf" }, new() { Name = "a" }];
        (await Refused.Async(users.BatchCreate(incomplete))).Fields.ShouldBe(["users[1].password"]);
        (await Refused.Async(users.BatchCreate(new NewVpnUserOfBatch { Password = "Qwerasdf" }))).Fields.ShouldBe(["users[0].name"]);
        (await users.CountersAsync()).ShouldBe((0, 0));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_deletion_takes_all_or_none(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        var (a, b) = (await users.CreateAsync("user001"), await users.CreateAsync("user002"));

        (await Refused.Async(users.BatchDelete(a, Guid.CreateVersion7().ToString()))).ShouldSatisfyAllConditions(
            refusal => refusal.Code.ShouldBe("VPN.1303"), refusal => refusal.Fields.ShouldBe(["users[1].id"]));
        (await Refused.Async(users.BatchDelete([a, .. Enumerable.Range(0, 40_000).Select(i => $"{i}")]))).Code.ShouldBe("VPN.1303");
        (await Refused.Async(users.BatchDelete(a, b, a.ToUpperInvariant()))).Code.ShouldBe("VPN.1315");

        (await users.CountersAsync()).ShouldBe((2, 2));
        await users.BatchDelete(a, b);
        (await users.List()).Users.ShouldBeEmpty();
    }

    private static async Task FillAsync(UserActions users)
    {
        var batch = Batch(500);

        (await users.BatchCreate(batch)).InvalidUsers.ShouldBeEmpty();

        (await users.CountersAsync()).ShouldBe((500, 1));
        (await users.MembersAsync()).ShouldBe(new Dictionary<string, long> { ["default"] = 500 });
        (await users.RowsAsync()).ShouldBe([.. batch.Select(user => (user.Name, 1L))]);
        var shown = (await users.List()).Users[0];
        var sent = batch.Single(user => user.Name == shown.Name);
        (shown.Description, shown.UserGroupName, shown.StaticIp).ShouldBe((sent.Description, "default", sent.StaticIp));
        (await users.Check("user499", "Qwerasdf499")).Accepted.ShouldBeTrue();
        (await Refused.Async(users.Create(UserActions.User("another")))).Code.ShouldBe("VPN.1307");
    }

    private static NewVpnUserOfBatch[] Batch(int users) => [.. Enumerable.Range(0, users).Select(i => new NewVpnUserOfBatch
    {
        Name = $"user{i:000}",
        Password = $"Qwerasdf{i}",
        Description = $"number-{i}",
        UserGroupName = "default",
        StaticIp = $"172.16.{(i + 1) / 64}.{((i + 1) % 64 * 4) + 1}",
    })];
}
