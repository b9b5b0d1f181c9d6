using VpnMesh.P2C.Tests.VpnUserGroups;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.P2C.Tests.VpnAccessPolicies;

/// <summary>What requests about access policies are refused for, and which refusal comes first.</summary>
public sealed class VpnAccessPolicyRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Unknown = "00000000-0000-7000-8000-000000000000";

    [Fact]
    public async Task Form_of_a_creation()
    {
        var policies = (await PolicyActions.OnNewServerAsync(await systems["sqlite"])).On(Unknown);

        (await Refused.Async(policies.Create(null))).Fields.ShouldBe(["access_policy"]);
        (await Refused.Async(policies.Create(new NewVpnAccessPolicy()))).Fields.ShouldBe(["access_policy.name", "access_policy.user_group_id"]);
        (await Refused.Async(policies.Create(Policy("", "", "10.0.0.0/8")))).Fields.ShouldBe(["access_policy.name"]);
        (await Refused.Async(policies.Create(Policy("a\0", "a\0", "10.0.0.0/8")))).Fields
            .ShouldBe(["access_policy.name", "access_policy.description"]);
        var none = await Refused.Async(policies.Create(Policy("a", "")));
        (none.Code, none.Fields.Single()).ShouldBe(("VPN.0001", "access_policy.dest_ip_cidrs"));
        // Faults of destinations are of form too: they come before what is not there.
        (await Refused.Async(policies.Create(Policy("a", "", "x")))).Code.ShouldBe("VPN.1403");
    }

    [Fact]
    public async Task Form_of_a_change()
    {
        var policies = (await PolicyActions.OnNewServerAsync(await systems["sqlite"])).On(Unknown);

        (await Refused.Async(policies.Update(Unknown, null))).Fields.ShouldBe(["access_policy"]);
        (await Refused.Async(policies.Update(Unknown, new VpnAccessPolicyChanges { Name = "" }))).Fields.ShouldBe(["access_policy.name"]);
        (await Refused.Async(policies.Update(Unknown, new VpnAccessPolicyChanges { Description = "\0" }))).Fields
            .ShouldBe(["access_policy.description"]);
        (await Refused.Async(policies.Update(Unknown, To()))).Code.ShouldBe("VPN.0001");
        (await Refused.Async(policies.Update(Unknown, To([.. Enumerable.Repeat("x", 11)])))).Code.ShouldBe("VPN.1402");
        (await Refused.Async(policies.Update(Unknown, To("10.0.0.0/8", "10.1.0.0/8")))).Code.ShouldBe("VPN.1404");
        (await Refused.Async(policies.Update(Unknown, To("0.0.0.0/0")))).Code.ShouldBe("VPN.1405");
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData("no id")]
    [InlineData("a\0b")]
    public async Task What_is_named_must_be_there(string id)
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems["postgres"]);
        var policy = await policies.CreateAsync((await policies.Groups.BuiltInAsync()).Id);
        var elsewhere = policies.On(id);
        var servers = new[]
        {
            await Refused.Async(elsewhere.Create(PolicyActions.To(id, "10.0.0.0/8"))), await Refused.Async(elsewhere.List()),
            await Refused.Async(elsewhere.Show(id)), await Refused.Async(elsewhere.Update(id, new VpnAccessPolicyChanges())),
            await Refused.Async(elsewhere.Delete(id)),
        };
        var unknown = new[]
        {
            await Refused.Async(policies.Show(id)), await Refused.Async(policies.Update(id, new VpnAccessPolicyChanges { UserGroupId = id })),
            await Refused.Async(policies.Delete(id)),
        };
        var groups = new[]
        {
            await Refused.Async(policies.Create(PolicyActions.To(id, "10.0.0.0/8"))),
            await Refused.Async(policies.Update(policy, new VpnAccessPolicyChanges { UserGroupId = id })),
        };

        servers.ShouldAllBe(refusal => refusal.Code == "VPN.1116" && refusal.Status == "404");
        unknown.ShouldAllBe(refusal => refusal.Code == "VPN.1401" && refusal.Status == "400");
        groups.ShouldAllBe(refusal => refusal.Code == "VPN.1301" && refusal.Status == "404");
    }

    [Fact]
    public async Task Policies_and_groups_of_another_server_are_not_there_and_those_of_another_project_neither()
    {
        var system = await systems["sqlite"];
        var policies = await PolicyActions.OnNewServerAsync(system);
        var neighbour = policies.On(await system.InsertServerAsync(policies.Groups.Caller));
        var stranger = new PolicyActions(new GroupActions(system, TestSystem.User(TestSystem.NewProject()), policies.Groups.ServerId));
        var (mine, theirs) = ((await policies.Groups.BuiltInAsync()).Id, (await neighbour.Groups.BuiltInAsync()).Id);
        var policy = await policies.CreateAsync(mine);

        (await Refused.Async(neighbour.Show(policy))).Code.ShouldBe("VPN.1401");
        (await Refused.Async(neighbour.Delete(policy))).Code.ShouldBe("VPN.1401");
        (await Refused.Async(policies.Create(PolicyActions.To(theirs, "10.0.0.0/8")))).Code.ShouldBe("VPN.1301");
        (await Refused.Async(policies.Update(policy, new VpnAccessPolicyChanges { UserGroupId = theirs }))).Code.ShouldBe("VPN.1301");
        (await Refused.Async(stranger.Show(policy))).Code.ShouldBe("VPN.1116");
    }

    [Fact]
    public async Task A_policy_of_the_service_itself_is_shown_but_not_changed()
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems["sqlite"]);
        var policy = await policies.CreateAsync((await policies.Groups.BuiltInAsync()).Id);
        await policies.Groups.System.ExecuteAsync("UPDATE vpn_access_policy SET type = 'Default' WHERE id = @policy", new { policy });

        (await Refused.Async(policies.Update(policy, new VpnAccessPolicyChanges()))).Code.ShouldBe("VPN.1406");
        (await Refused.Async(policies.Delete(policy))).Code.ShouldBe("VPN.1406");
        (await Refused.Async(policies.Update(policy, new VpnAccessPolicyChanges { UserGroupId = Unknown }))).Code.ShouldBe("VPN.1301");
        (await policies.Show(policy)).AccessPolicy.Type.ShouldBe("Default");
    }

    [Theory]
    [InlineData("CERT")]
    [InlineData("IAM")]
    [InlineData("FEDERATED")]
    public async Task Servers_without_local_passwords_have_no_policies(string authType)
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems["sqlite"], authType);

        var refusal = await Refused.Async(policies.Create(PolicyActions.To((await policies.Groups.BuiltInAsync()).Id, "10.0.0.0/8")));

        refusal.Code.ShouldBe("VPN.0001");
        refusal.Message.ShouldContain("LOCAL_PASSWORD");
    }

    [Theory]
    [MemberData(nameof(ServerStatuses.Refusing), MemberType = typeof(ServerStatuses))]
    public async Task Status_of_the_server(string table, string columns, string code, string status)
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems["sqlite"]);
        var group = (await policies.Groups.BuiltInAsync()).Id;
        var policy = await policies.CreateAsync(group);
        await policies.Groups.SetAsync(table, columns);
        var refusals = new[]
        {
            await Refused.Async(policies.Create(PolicyActions.To(group, "10.0.0.0/8"))),
            await Refused.Async(policies.Update(policy, new VpnAccessPolicyChanges())), await Refused.Async(policies.Delete(policy)),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == code && refusal.Status == status);
        (await policies.List()).AccessPolicies.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Callers_need_the_action_in_the_whole_project()
    {
        var policies = await PolicyActions.OnNewServerAsync(await systems["sqlite"]);
        var caller = TestSystem.User(policies.Groups.Caller.ProjectId, new Access { OnlyIn = { "0" } });
        var scoped = new PolicyActions(new GroupActions(policies.Groups.System, caller, policies.Groups.ServerId));
        var refusals = new[]
        {
            await Refused.Async(scoped.Create(null)), await Refused.Async(scoped.List()), await Refused.Async(scoped.Show(Unknown)),
            await Refused.Async(scoped.Update(Unknown, null)), await Refused.Async(scoped.Delete(Unknown)),
        };

        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0003");
    }

    private static NewVpnAccessPolicy Policy(string name, string description, params string[] destinations) =>
        new() { Name = name, Description = description, UserGroupId = Unknown, DestIpCidrs = { destinations } };

    private static VpnAccessPolicyChanges To(params string[] destinations) => new() { DestIpCidrs = new StringList { Items = { destinations } } };
}
