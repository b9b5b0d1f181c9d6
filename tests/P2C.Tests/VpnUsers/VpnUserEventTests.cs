using System.Text.Json;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>What is told of the writes. The relay takes rows away, so what was written is caught by a copy of the outbox.</summary>
public sealed class VpnUserEventTests(TestSystems systems) : IClassFixture<TestSystems>
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
        var users = await UserActions.OnNewServerAsync(system);
        await users.SetAsync("p2c_vpn_gateway", "enterprise_project_id = 'b261ac0a-9a45-4a07-9b0e-1f3f2e5a7c11'");
        var group = await users.InsertGroupAsync("a");
        var id = await users.CreateAsync("user001");
        await users.Update(id, new VpnUserChanges { Description = "b", UserGroupId = group, StaticIp = "172.16.0.5" });
        await users.Update(id, new VpnUserChanges { Description = "b" });
        await users.UpdatePassword(id, UserActions.Password, "Asdfqwer");
        await Refused.Async(users.ResetPassword(id, "Asdfqwer"));
        NewVpnUserOfBatch[] batch = [new() { Name = "user002", Password = "Asdfqwer" }, new() { Name = "user003", Password = "Asdfqwer" }];
        await users.BatchCreate(batch);
        await users.BatchCreate(batch[0]);
        await users.Check("user001", "wrong");
        await users.Delete(id);

        var told = await system.QueryAsync<string>("SELECT body FROM told ORDER BY seq");
        var events = told.Select(body => JsonSerializer.Deserialize<CloudEvent>(body)!).ToArray();

        var server = $"\"vpn_server_id\":\"{users.ServerId}\"";
        const string Fields = "\"description\",\"user_group_id\",\"static_ip\"";
        events.Select(one => $"{one.Type} {one.Generation} {one.Data.GetRawText()}").ShouldBe(
        [
            $$"""vpn_user.created 1 {"name":"user001",{{server}},"user_group_id":""}""",
            $$"""vpn_user.updated 2 {"name":"user001",{{server}},"user_group_id":"{{group}}","changed":[{{Fields}}]}""",
            $$"""vpn_user.password_changed 3 {"name":"user001",{{server}}}""",
            $$"""vpn_user.created 4 {"name":"user002",{{server}},"user_group_id":""}""",
            $$"""vpn_user.created 4 {"name":"user003",{{server}},"user_group_id":""}""",
            $$"""vpn_user.deleted 5 {"name":"user001",{{server}},"user_group_id":"{{group}}"}""",
        ]);
        events.ShouldAllBe(one => one.ProjectId == users.Caller.ProjectId);
        events.ShouldAllBe(one => one.EnterpriseProjectId == "b261ac0a-9a45-4a07-9b0e-1f3f2e5a7c11");
        events.ShouldAllBe(one => one.ResourceType == "vpn_user" && one.RequestId == users.Caller.RequestId);
        events.Select(one => one.Subject == id).ShouldBe([true, true, true, false, false, true]);
        events.Select(one => one.Id).ShouldBeUnique();
    }
}
