using System.Text.Json;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.Tests.VpnUserGroups;

/// <summary>What is told of the writes. The relay takes rows away, so what was written is caught by a copy of the outbox.</summary>
public sealed class VpnUserGroupEventTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Keep =
        """
        CREATE TABLE told (seq INTEGER, body TEXT);
        CREATE TRIGGER keep AFTER INSERT ON outbox BEGIN INSERT INTO told VALUES (new.seq, new.body); END
        """;

    [Fact]
    public async Task Every_write_is_told_with_the_revision_it_made_and_nothing_else_is()
    {
        var system = await systems["sqlite"];
        await system.ExecuteAsync(Keep);
        var groups = await GroupActions.OnNewServerAsync(system);
        await groups.SetAsync("p2c_vpn_gateway", "enterprise_project_id = 'b261ac0a-9a45-4a07-9b0e-1f3f2e5a7c11'");
        var user = (await groups.InsertUsersAsync(1)).Single();
        var id = await groups.CreateAsync("a");
        await groups.Update(id, new VpnUserGroupChanges { Name = "b", Description = "second" });
        await groups.Update(id, new VpnUserGroupChanges { Name = "b" });
        await groups.Add(id, user);
        await groups.Add(id, user);
        await Refused.Async(groups.Create(new NewVpnUserGroup { Name = "b" }));
        await groups.Remove(id, user);
        await groups.Delete(id);

        var told = await system.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        var events = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).ToArray();

        var server = $"\"vpn_server_id\":\"{groups.ServerId}\"";
        events.Select(one => $"{one.Type} {one.Generation} {one.Data.GetRawText()}").ShouldBe(
        [
            $$"""vpn_user_group.created 1 {"name":"a",{{server}}}""",
            $$"""vpn_user_group.updated 2 {"name":"b",{{server}},"changed":["name","description"]}""",
            $$"""vpn_user_group.users_added 3 {"name":"b",{{server}},"user_ids":["{{user}}"]}""",
            $$"""vpn_user_group.users_removed 4 {"name":"b",{{server}},"user_ids":["{{user}}"]}""",
            $$"""vpn_user_group.deleted 5 {"name":"b",{{server}}}""",
        ]);
        events.ShouldAllBe(one => one.ProjectId == groups.Caller.ProjectId && one.EnterpriseProjectId == "b261ac0a-9a45-4a07-9b0e-1f3f2e5a7c11");
        events.ShouldAllBe(one => one.Subject == id && one.RequestId == groups.Caller.RequestId);
    }
}
