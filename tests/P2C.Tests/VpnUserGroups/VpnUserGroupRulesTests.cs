using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;

namespace VpnMesh.P2C.Tests.VpnUserGroups;

/// <summary>What requests about groups are refused for, and which refusal comes first.</summary>
public sealed class VpnUserGroupRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Unknown = "00000000-0000-7000-8000-000000000000";
    private const string Special = "`~!@#$%^&*()-_=+\\|[{}];:'\",<.>/?";

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("a", true)]
    [InlineData("Az09_-一龥", true)]
    [InlineData("a.b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("a\0", false)]
    [InlineData("龦", false)]
    [InlineData("é", false)]
    public async Task Names_at_creation(string? name, bool valid)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        var wanted = new NewVpnUserGroup();
        if (name is not null)
        {
            wanted.Name = name;
        }
        if (valid)
        {
            await groups.Create(wanted);
            return;
        }
        var refusal = await Refused.Async(groups.Create(wanted));
        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
        refusal.Fields.ShouldBe(["user_group.name"]);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(Special, true)]
    [InlineData("a.一", true)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    public async Task Names_at_a_change_are_wider(string name, bool valid)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        var id = await groups.CreateAsync("a");
        var call = groups.Update(id, new VpnUserGroupChanges { Name = name });
        if (valid)
        {
            (await call).UserGroup.Name.ShouldBe(name);
            return;
        }
        (await Refused.Async(call)).Fields.ShouldBe(["user_group.name"]);
    }

    [Fact]
    public async Task Texts_have_64_characters_at_most()
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        var (longest, tooLong) = (new string('一', 64), new string('一', 65));

        var id = (await groups.Create(new NewVpnUserGroup { Name = longest, Description = longest })).UserGroup.Id;
        var creation = await Refused.Async(groups.Create(new NewVpnUserGroup { Name = tooLong, Description = tooLong }));
        var change = await Refused.Async(groups.Update(id, new VpnUserGroupChanges { Name = tooLong, Description = tooLong }));

        creation.Fields.ShouldBe(["user_group.name", "user_group.description"]);
        change.Fields.ShouldBe(["user_group.name", "user_group.description"]);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" a b " + Special, true)]
    [InlineData("a\tb", false)]
    [InlineData("é", false)]
    public async Task Descriptions(string description, bool valid)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        if (valid)
        {
            var id = (await groups.Create(new NewVpnUserGroup { Name = "a", Description = description })).UserGroup.Id;
            (await groups.Show(id)).UserGroup.Description.ShouldBe(description);
            return;
        }
        (await Refused.Async(groups.Create(new NewVpnUserGroup { Name = "a", Description = description }))).Fields
            .ShouldBe(["user_group.description"]);
    }

    [Fact]
    public async Task Bodies_must_be_there()
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        var id = await groups.CreateAsync("a");

        (await Refused.Async(groups.Create(null))).Fields.ShouldBe(["user_group"]);
        (await Refused.Async(groups.Update(id, null))).Fields.ShouldBe(["user_group"]);
        (await Refused.Async(groups.Add(id, (VpnUserReferences?)null))).Code.ShouldBe("VPN.0001");
        (await Refused.Async(groups.Remove(id, (VpnUserReferences?)null))).Fields.ShouldBe(["users"]);
    }

    [Fact]
    public async Task Lists_of_users_are_judged_before_anything_is_looked_up()
    {
        var groups = (await GroupActions.OnNewServerAsync(await systems["sqlite"])).On(Unknown);
        var withoutId = new VpnUserReferences { Items = { new VpnUserReference { Id = Unknown }, new VpnUserReference() } };

        foreach (var judge in new Func<VpnUserReferences, Task<(string Code, string Status, string Message, string[] Fields)>>[]
            { users => Refused.Async(groups.Add(Unknown, users)), users => Refused.Async(groups.Remove(Unknown, users)) })
        {
            (await judge(new VpnUserReferences())).Code.ShouldBe("VPN.1318");
            var missing = await judge(withoutId);
            (missing.Code, missing.Fields.Single()).ShouldBe(("VPN.0001", "users[1].id"));
            var twice = await judge(new VpnUserReferences { Items = { new VpnUserReference { Id = "abc" }, new VpnUserReference { Id = "ABC" } } });
            (twice.Code, twice.Fields.Single()).ShouldBe(("VPN.1315", "users[1].id"));
        }
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData("no id")]
    [InlineData("a\0b")]
    public async Task What_the_path_names_must_be_there(string id)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["postgres"]);
        var elsewhere = groups.On(id);
        var refusals = new[]
        {
            await Refused.Async(elsewhere.Create(new NewVpnUserGroup { Name = "a" })), await Refused.Async(elsewhere.List()),
            await Refused.Async(elsewhere.Show(id)), await Refused.Async(elsewhere.Update(id, new VpnUserGroupChanges())),
            await Refused.Async(elsewhere.Delete(id)), await Refused.Async(elsewhere.Add(id, id)),
            await Refused.Async(elsewhere.Remove(id, id)), await Refused.Async(elsewhere.Members(id)),
            await Refused.Async(groups.Show(id)), await Refused.Async(groups.Update(id, new VpnUserGroupChanges())),
            await Refused.Async(groups.Delete(id)), await Refused.Async(groups.Add(id, id)),
            await Refused.Async(groups.Remove(id, id)), await Refused.Async(groups.Members(id)),
        };

        refusals.ShouldAllBe(refusal => refusal.Status == "404");
        refusals.Select(refusal => refusal.Code).ShouldBe([.. Enumerable.Repeat("VPN.1116", 8), .. Enumerable.Repeat("VPN.1301", 6)]);
    }

    [Fact]
    public async Task Groups_and_users_of_another_server_are_not_there_and_those_of_another_project_neither()
    {
        var system = await systems["sqlite"];
        var groups = await GroupActions.OnNewServerAsync(system);
        var neighbour = groups.On(await system.InsertServerAsync(groups.Caller));
        var stranger = new GroupActions(system, TestSystem.User(TestSystem.NewProject()), groups.ServerId);
        var (mine, theirs) = (await groups.CreateAsync("a"), await neighbour.CreateAsync("a"));
        var (user, theirUser) = ((await groups.InsertUsersAsync(1)).Single(), (await neighbour.InsertUsersAsync(1)).Single());

        (await Refused.Async(groups.Show(theirs))).Code.ShouldBe("VPN.1301");
        (await Refused.Async(groups.Add(mine, theirUser))).Code.ShouldBe("VPN.1303");
        (await Refused.Async(groups.Add(theirs, user))).Code.ShouldBe("VPN.1301");
        (await Refused.Async(stranger.List())).Code.ShouldBe("VPN.1116");
        (await Refused.Async(stranger.Delete(mine))).Code.ShouldBe("VPN.1116");
    }

    [Fact]
    public async Task The_built_in_group_is_not_for_callers()
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        var (builtIn, user) = ((await groups.BuiltInAsync()).Id, (await groups.InsertUsersAsync(1)).Single());
        var refusals = new[]
        {
            await Refused.Async(groups.Update(builtIn, new VpnUserGroupChanges { Name = "default" })), await Refused.Async(groups.Delete(builtIn)),
            await Refused.Async(groups.Add(builtIn, user)), await Refused.Async(groups.Remove(builtIn, user)),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.1316" && refusal.Status == "400");
        // What the body names is looked for before.
        (await Refused.Async(groups.Add(builtIn, Unknown))).Code.ShouldBe("VPN.1303");
        (await groups.Members(builtIn)).Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_are_unique_on_a_server_and_compared_exactly()
    {
        var system = await systems["sqlite"];
        var groups = await GroupActions.OnNewServerAsync(system);
        var (a, b) = (await groups.CreateAsync("a"), await groups.CreateAsync("A"));

        (await Refused.Async(groups.Create(new NewVpnUserGroup { Name = "a" }))).Code.ShouldBe("VPN.1300");
        (await Refused.Async(groups.Create(new NewVpnUserGroup { Name = "default" }))).Code.ShouldBe("VPN.1300");
        (await Refused.Async(groups.Update(b, new VpnUserGroupChanges { Name = "a" }))).Code.ShouldBe("VPN.1300");
        (await groups.Update(a, new VpnUserGroupChanges { Name = "a" })).UserGroup.Name.ShouldBe("a");
        await groups.On(await system.InsertServerAsync(groups.Caller)).CreateAsync("a");
    }

    [Theory]
    [InlineData("CERT")]
    [InlineData("IAM")]
    [InlineData("FEDERATED")]
    public async Task Servers_without_local_passwords_have_no_groups_of_callers(string authType)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"], authType);

        var refusal = await Refused.Async(groups.Create(new NewVpnUserGroup { Name = "a" }));

        refusal.Code.ShouldBe("VPN.0001");
        refusal.Message.ShouldContain("LOCAL_PASSWORD");
    }

    [Theory]
    [MemberData(nameof(ServerStatuses.Refusing), MemberType = typeof(ServerStatuses))]
    public async Task Status_of_the_server(string table, string columns, string code, string status)
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        var (id, users) = (await groups.CreateAsync("a"), await groups.InsertUsersAsync(2));
        await groups.Add(id, users[0]);
        await groups.SetAsync(table, columns);
        var refusals = new[]
        {
            await Refused.Async(groups.Create(new NewVpnUserGroup { Name = "b" })), await Refused.Async(groups.Update(id, new VpnUserGroupChanges())),
            await Refused.Async(groups.Delete(id)), await Refused.Async(groups.Add(id, users[1])), await Refused.Async(groups.Remove(id, users[0])),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == code && refusal.Status == status);
        // Reads go on, and what the request names is judged before.
        (await groups.Show(id)).UserGroup.UserNumber.ShouldBe(1);
        (await Refused.Async(groups.Create(new NewVpnUserGroup { Name = "a" }))).Code.ShouldBe("VPN.1300");
        (await Refused.Async(groups.Remove(id, users[1]))).Code.ShouldBe("VPN.1305");
    }

    [Fact]
    public async Task Groups_change_while_the_server_is_being_updated()
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        await groups.SetAsync("vpn_server", "generation = 2");

        var id = await groups.CreateAsync("a");
        await groups.Add(id, await groups.InsertUsersAsync(1));
        await groups.Delete(id);
    }

    [Fact]
    public async Task Callers_need_the_action_in_the_whole_project()
    {
        var groups = await GroupActions.OnNewServerAsync(await systems["sqlite"]);
        var scoped = new GroupActions(groups.System, TestSystem.User(groups.Caller.ProjectId, new Access { OnlyIn = { "0" } }), groups.ServerId);
        var refusals = new[]
        {
            await Refused.Async(scoped.Create(null)), await Refused.Async(scoped.List()), await Refused.Async(scoped.Show(Unknown)),
            await Refused.Async(scoped.Update(Unknown, null)), await Refused.Async(scoped.Delete(Unknown)), await Refused.Async(scoped.Add(Unknown)),
            await Refused.Async(scoped.Remove(Unknown)), await Refused.Async(scoped.Members(Unknown)),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0003");
    }
}
