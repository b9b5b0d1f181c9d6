using VpnMesh.P2C.Tests.VpnUserGroups;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>What the operations of users refuse, and in which order.</summary>
public sealed class VpnUserRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly string Unknown = Guid.CreateVersion7().ToString();

    public static TheoryData<string, string?, string?, string?, string?, string, string> Malformed => new()
    {
        // Name, password, description, address and group; code and field.
        { "abc", "Qwerasdf", null, null, null, "VPN.0001", "user.name" },
        { "user@1", "Qwerasdf", null, null, null, "VPN.0001", "user.name" },
        { "localbridge", "Qwerasdf", null, null, null, "VPN.1317", "user.name" },
        { "ADMINISTRATOR", "Qwerasdf", null, null, null, "VPN.1317", "user.name" },
        { "user001", null, null, null, null, "VPN.0001", "user.password" },
        { "user001", "", null, null, null, "VPN.1308", "user.password" },
        { "user001", "Qwerasdfé", null, null, null, "VPN.1310", "user.password" },
        { "Jack.2024", "4202.kcaJ", null, null, null, "VPN.1309", "user.password" },
        { "user001", "P@ssw0rd", null, null, null, "VPN.1314", "user.password" },
        { "user001", "Qwerasdf", "a b", null, null, "VPN.0001", "user.description" },
        { "user001", "Qwerasdf", "12345678901234567890123456789012345678901234567890123456789012345", null, null, "VPN.0001", "user.description" },
        { "user001", "Qwerasdf", null, "", null, "VPN.0001", "user.static_ip" },
        { "user001", "Qwerasdf", null, "172.16.0.6", null, "VPN.0001", "user.static_ip" },
        { "user001", "Qwerasdf", null, "172.16.16.1", null, "VPN.0001", "user.static_ip" },
        { "user001", "Qwerasdf", null, "172.16.0.1", null, "VPN.0001", "user.static_ip" },
        { "user001", "Qwerasdf", null, null, "", "VPN.1301", "user.user_group_id" },
        { "user001", "Qwerasdf", null, null, "nobody", "VPN.1301", "user.user_group_id" },
        { "user001", "Qwerasdf", null, null, "0e325fb6-83b9-4004-a343-8b6fc714a5d9", "VPN.1301", "user.user_group_id" },
        { "taken", "Qwerasdf", null, null, null, "VPN.1302", "user.name" },
        { "user001", "Qwerasdf", null, "172.16.0.9", null, "VPN.0001", "user.static_ip" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Creation(string name, string? password, string? description, string? staticIp, string? groupId, string code, string field)
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);
        await users.Create(UserActions.User("taken", "172.16.0.9"));
        var user = new NewVpnUser { Name = name };
        user = password is null ? user : new NewVpnUser(user) { Password = password };
        user = description is null ? user : new NewVpnUser(user) { Description = description };
        user = staticIp is null ? user : new NewVpnUser(user) { StaticIp = staticIp };
        user = groupId is null ? user : new NewVpnUser(user) { UserGroupId = groupId };

        var refusal = await Refused.Async(users.Create(user));

        (refusal.Code, refusal.Fields[0]).ShouldBe((code, field));
        (await users.CountersAsync()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Names_are_compared_exactly_and_missing_parts_are_told()
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);
        await users.CreateAsync("user001");
        await users.CreateAsync("User001");

        (await Refused.Async(users.Create(null))).Fields.ShouldBe(["user"]);
        (await Refused.Async(users.Create(new NewVpnUser()))).Fields.ShouldBe(["user.name", "user.password"]);
        (await Refused.Async(users.Update(Unknown, null))).Fields.ShouldBe(["user"]);
        (await Refused.Async(users.BatchDelete((VpnUserReferences?)null))).Fields.ShouldBe(["users"]);
        (await Refused.Async(users.BatchDelete(new VpnUserReferences { Items = { new VpnUserReference() } }))).Fields.ShouldBe(["users[0].id"]);
        (await Refused.Async(users.UpdatePassword(Unknown, null, null))).Fields.ShouldBe(["old_password", "new_password"]);
        (await Refused.Async(users.ResetPassword(Unknown, null))).Fields.ShouldBe(["new_password"]);
        (await Refused.Async(users.List(201))).Fields.ShouldBe(["limit"]);
        (await Refused.Async(users.List(-1))).Fields.ShouldBe(["limit"]);
        (await Refused.Async(users.List(marker: "newest"))).Fields.ShouldBe(["marker"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Form_comes_before_what_the_path_names_and_that_from_left_to_right(string dialect)
    {
        var users = await UserActions.OnNewServerAsync(await systems[dialect]);
        foreach (var nowhere in new[] { users.On(Unknown), users.On("none"), users.On("\0") })
        {
            (await Refused.Async(nowhere.Create(new NewVpnUser { Name = "user001", Password = "short" }))).Code.ShouldBe("VPN.1308");
            (await Refused.Async(nowhere.Create(UserActions.User("user001", groupId: Unknown)))).ShouldSatisfyAllConditions(
                refusal => refusal.Code.ShouldBe("VPN.1116"), refusal => refusal.Status.ShouldBe("404"));
            (await Refused.Async(nowhere.BatchCreate(new VpnUserBatch()))).Code.ShouldBe("VPN.1318");
            (await Refused.Async(nowhere.BatchCreate(new NewVpnUserOfBatch { Name = "", Password = "" }))).Code.ShouldBe("VPN.1116");
            (await Refused.Async(nowhere.List())).Code.ShouldBe("VPN.1116");
            (await Refused.Async(nowhere.Show(Unknown))).Code.ShouldBe("VPN.1116");
            (await Refused.Async(nowhere.Update(Unknown, new VpnUserChanges { StaticIp = "172.16.0.2" }))).Code.ShouldBe("VPN.0001");
            (await Refused.Async(nowhere.Update(Unknown, new VpnUserChanges()))).Code.ShouldBe("VPN.1116");
            (await Refused.Async(nowhere.Delete(Unknown))).Code.ShouldBe("VPN.1116");
            (await Refused.Async(nowhere.BatchDelete([]))).Code.ShouldBe("VPN.1318");
            (await Refused.Async(nowhere.BatchDelete(Unknown, Unknown.ToUpperInvariant()))).Code.ShouldBe("VPN.1315");
            (await Refused.Async(nowhere.BatchDelete(Unknown))).Code.ShouldBe("VPN.1116");
            (await Refused.Async(nowhere.UpdatePassword(Unknown, "", ""))).Code.ShouldBe("VPN.1116");
            (await Refused.Async(nowhere.ResetPassword(Unknown, "Qwerasdf"))).Code.ShouldBe("VPN.1116");
        }
        foreach (var nobody in new[] { Unknown, "none", "\0" })
        {
            (await Refused.Async(users.Show(nobody))).Code.ShouldBe("VPN.1303");
            (await Refused.Async(users.Update(nobody, new VpnUserChanges { UserGroupId = Unknown }))).Code.ShouldBe("VPN.1303");
            (await Refused.Async(users.Delete(nobody))).Code.ShouldBe("VPN.1303");
            (await Refused.Async(users.UpdatePassword(nobody, "", ""))).Code.ShouldBe("VPN.1303");
            (await Refused.Async(users.ResetPassword(nobody, "Qwerasdf"))).Code.ShouldBe("VPN.1303");
            (await Refused.Async(users.BatchDelete(nobody, "x"))).Code.ShouldBe("VPN.1303");
        }
    }

    [Fact]
    public async Task Changes()
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);
        var id = (await users.Create(UserActions.User("user001", "172.16.0.5"))).User.Id;
        await users.Create(UserActions.User("user002", "172.16.0.9"));
        var before = (await users.Show(id)).User;

        (await Refused.Async(users.Update(id, new VpnUserChanges { Description = "a.b" }))).Fields.ShouldBe(["user.description"]);
        (await Refused.Async(users.Update(id, new VpnUserChanges { UserGroupId = "" }))).Code.ShouldBe("VPN.1301");
        (await Refused.Async(users.Update(id, new VpnUserChanges { UserGroupId = Unknown, StaticIp = "172.16.0.9" }))).Code.ShouldBe("VPN.1301");
        (await Refused.Async(users.Update(id, new VpnUserChanges { StaticIp = "172.16.0.9" }))).Code.ShouldBe("VPN.0001");
        (await Refused.Async(users.Update(id, new VpnUserChanges { StaticIp = "172.17.0.9" }))).Message.ShouldContain("client_cidr");

        (await users.Show(id)).User.ShouldBe(before);
        (await users.CountersAsync()).Revision.ShouldBe(2);
    }

    [Theory]
    [InlineData("CERT")]
    [InlineData("IAM")]
    [InlineData("FEDERATED")]
    public async Task Only_servers_that_keep_passwords_have_users(string authType)
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"], authType);
        await users.SetAsync("vpn_server", "observed_generation = 0");

        (await Refused.Async(users.Create(UserActions.User("user001", groupId: Unknown)))).Code.ShouldBe("VPN.1301");
        (await Refused.Async(users.Create(UserActions.User("user001")))).ShouldSatisfyAllConditions(
            refusal => refusal.Code.ShouldBe("VPN.0001"), refusal => refusal.Message.ShouldContain("LOCAL_PASSWORD"));
        (await Refused.Async(users.BatchCreate(new NewVpnUserOfBatch { Name = "user001", Password = "Qwerasdf" }))).Code.ShouldBe("VPN.0001");
        (await users.List()).TotalCount.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(ServerStatuses.Refusing), MemberType = typeof(ServerStatuses))]
    public async Task Status_of_the_server(string table, string columns, string code, string status)
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);
        var id = await users.CreateAsync("user001");
        await users.SetAsync(table, columns);
        var refusals = new[]
        {
            await Refused.Async(users.Create(UserActions.User("user002"))),
            await Refused.Async(users.BatchCreate(new NewVpnUserOfBatch { Name = "x", Password = "Qwerasdf" })),
            await Refused.Async(users.Update(id, new VpnUserChanges())),
            await Refused.Async(users.Delete(id)), await Refused.Async(users.BatchDelete(id)),
            await Refused.Async(users.UpdatePassword(id, UserActions.Password, "Asdfqwer")), await Refused.Async(users.ResetPassword(id, "Asdfqwer")),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == code && refusal.Status == status);
        // Reads go on, and what the request names is judged before.
        (await users.List()).Users.Single().ShouldBe((await users.Show(id)).User);
        (await Refused.Async(users.Create(UserActions.User("user001")))).Code.ShouldBe("VPN.1302");
        (await Refused.Async(users.UpdatePassword(id, "wrong", "Asdfqwer"))).Code.ShouldBe("VPN.1312");
        (await users.CountersAsync()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Users_change_while_the_server_is_being_updated()
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);
        await users.SetAsync("vpn_server", "generation = 2");

        var id = await users.CreateAsync("user001");
        await users.ResetPassword(id, "Asdfqwer");
        await users.Delete(id);
    }

    [Fact]
    public async Task A_server_has_500_users()
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);
        await users.CreateAsync("user001");
        await users.SetAsync("vpn_server", "user_number = 499");
        NewVpnUserOfBatch[] two = [new() { Name = "user002", Password = "Qwerasdf" }, new() { Name = "x", Password = "" }];

        (await Refused.Async(users.BatchCreate(two))).Code.ShouldBe("VPN.1307");
        await users.CreateAsync("user002");
        (await Refused.Async(users.Create(UserActions.User("user003")))).Code.ShouldBe("VPN.1307");
        (await Refused.Async(users.Create(UserActions.User("user002")))).Code.ShouldBe("VPN.1302");
    }

    [Fact]
    public async Task Callers_need_the_action_in_the_whole_project()
    {
        var users = await UserActions.OnNewServerAsync(await systems["sqlite"]);
        var scoped = users.As(TestSystem.User(users.Caller.ProjectId, new Access { OnlyIn = { "0" } }));
        var refusals = new[]
        {
            await Refused.Async(scoped.Create(null)), await Refused.Async(scoped.BatchCreate()), await Refused.Async(scoped.List()),
            await Refused.Async(scoped.Show(Unknown)), await Refused.Async(scoped.Update(Unknown, null)), await Refused.Async(scoped.Delete(Unknown)),
            await Refused.Async(scoped.BatchDelete()), await Refused.Async(scoped.UpdatePassword(Unknown, null, null)),
            await Refused.Async(scoped.ResetPassword(Unknown, null)),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0003");
    }
}
