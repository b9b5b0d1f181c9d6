using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.Tests.VpnUserGroups;

/// <summary>Calls about the groups of one server as one caller.</summary>
internal sealed class GroupActions(TestSystem system, CallerContext caller, string serverId)
{
    private readonly Protos.P2C.V5.VpnUserGroups.VpnUserGroupsClient _client =
        system.Client(channel => new Protos.P2C.V5.VpnUserGroups.VpnUserGroupsClient(channel));

    public TestSystem System => system;

    public CallerContext Caller => caller;

    public string ServerId => serverId;

    public static async Task<GroupActions> OnNewServerAsync(TestSystem system, string authType = "LOCAL_PASSWORD")
    {
        var caller = TestSystem.User(TestSystem.NewProject());
        return new GroupActions(system, caller, await system.InsertServerAsync(caller, authType));
    }

    public GroupActions On(string otherServerId) => new(system, caller, otherServerId);

    public AsyncUnaryCall<CreateVpnUserGroupResponse> Create(NewVpnUserGroup? group, string? token = null)
    {
        var request = new CreateVpnUserGroupRequest { VpnServerId = serverId, UserGroup = group };
        if (token is not null)
        {
            request.ClientToken = token;
        }
        return _client.CreateVpnUserGroupAsync(request, system.As(caller));
    }

    public async Task<string> CreateAsync(string name) => (await Create(new NewVpnUserGroup { Name = name })).UserGroup.Id;

    public AsyncUnaryCall<ListVpnUserGroupsResponse> List(long? limit = null, string? marker = null)
    {
        var request = new ListVpnUserGroupsRequest { VpnServerId = serverId };
        if (limit is { } most)
        {
            request.Limit = most;
        }
        if (marker is not null)
        {
            request.Marker = marker;
        }
        return _client.ListVpnUserGroupsAsync(request, system.As(caller));
    }

    public async Task<VpnUserGroup> BuiltInAsync() => (await List()).UserGroups.Single(group => group.Type == "Default");

    public AsyncUnaryCall<ShowVpnUserGroupResponse> Show(string id) =>
        _client.ShowVpnUserGroupAsync(new ShowVpnUserGroupRequest { VpnServerId = serverId, GroupId = id }, system.As(caller));

    public AsyncUnaryCall<UpdateVpnUserGroupResponse> Update(string id, VpnUserGroupChanges? changes) =>
        _client.UpdateVpnUserGroupAsync(
            new UpdateVpnUserGroupRequest { VpnServerId = serverId, GroupId = id, UserGroup = changes }, system.As(caller));

    public AsyncUnaryCall<DeleteVpnUserGroupResponse> Delete(string id) =>
        _client.DeleteVpnUserGroupAsync(new DeleteVpnUserGroupRequest { VpnServerId = serverId, GroupId = id }, system.As(caller));

    public AsyncUnaryCall<AddVpnUsersToGroupResponse> Add(string id, params string[] userIds) => Add(id, References(userIds));

    public AsyncUnaryCall<AddVpnUsersToGroupResponse> Add(string id, VpnUserReferences? users) =>
        _client.AddVpnUsersToGroupAsync(new AddVpnUsersToGroupRequest { VpnServerId = serverId, GroupId = id, Users = users }, system.As(caller));

    public AsyncUnaryCall<RemoveVpnUsersFromGroupResponse> Remove(string id, params string[] userIds) => Remove(id, References(userIds));

    public AsyncUnaryCall<RemoveVpnUsersFromGroupResponse> Remove(string id, VpnUserReferences? users) =>
        _client.RemoveVpnUsersFromGroupAsync(
            new RemoveVpnUsersFromGroupRequest { VpnServerId = serverId, GroupId = id, Users = users }, system.As(caller));

    public AsyncUnaryCall<ListVpnUsersInGroupResponse> Members(string id, long? limit = null, string? marker = null)
    {
        var request = new ListVpnUsersInGroupRequest { VpnServerId = serverId, GroupId = id };
        if (limit is { } most)
        {
            request.Limit = most;
        }
        if (marker is not null)
        {
            request.Marker = marker;
        }
        return _client.ListVpnUsersInGroupAsync(request, system.As(caller));
    }

    /// <summary>Users of the server in no group, written as rows; all of one creation time.</summary>
    /// <returns>Their ids.</returns>
    public async Task<string[]> InsertUsersAsync(int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => TimeProvider.System.NewId()).ToArray();
        foreach (var id in ids)
        {
            await system.ExecuteAsync(
                """
                INSERT INTO vpn_user (id, project_id, vpn_server_id, name, password, former_passwords, created_at, updated_at, revision)
                VALUES (@id, @ProjectId, @serverId, @name, '', '[]', 1, 1, 0)
                """,
                new { id, caller.ProjectId, serverId, name = $"user-{id}" });
        }
        await system.ExecuteAsync("UPDATE vpn_server SET user_number = user_number + @count WHERE id = @serverId", new { count, serverId });
        return ids;
    }

    /// <summary>Group and revision of each user of the server.</summary>
    public async Task<Dictionary<string, (string? GroupId, long Revision)>> MembershipsAsync() =>
        (await system.QueryAsync<(string Id, string? GroupId, long Revision)>(
            "SELECT id, user_group_id, revision FROM vpn_user WHERE vpn_server_id = @serverId", new { serverId }))
        .ToDictionary(user => user.Id, user => (user.GroupId, user.Revision));

    /// <summary>The revision of the server, and that of its groups and policies.</summary>
    public async Task<(long Access, long Policies)> RevisionsAsync() => (await system.QueryAsync<(long, long)>(
        "SELECT access_revision, policies_revision FROM vpn_server WHERE id = @serverId", new { serverId })).Single();

    /// <summary>Changes columns of the server, or of its gateway.</summary>
    public Task<int> SetAsync(string table, string columns) => system.ExecuteAsync(
        table == "vpn_server"
            ? $"UPDATE vpn_server SET {columns} WHERE id = @serverId"
            : $"UPDATE {table} SET {columns} WHERE id = (SELECT p2c_vgw_id FROM vpn_server WHERE id = @serverId)",
        new { serverId });

    /// <summary>Every counter of the server and its groups is the number of its rows.</summary>
    public async Task CountersShouldBeExactAsync()
    {
        var wrong = await system.QueryAsync<string>(
            """
            SELECT 'group ' || name FROM vpn_user_group
            WHERE vpn_server_id = @serverId AND user_number <> (SELECT COUNT(*) FROM vpn_user WHERE user_group_id = vpn_user_group.id)
            UNION ALL
            SELECT 'groups' FROM vpn_server WHERE id = @serverId
              AND group_number <> (SELECT COUNT(*) FROM vpn_user_group WHERE vpn_server_id = @serverId AND type = 'Custom')
            UNION ALL
            SELECT 'policies' FROM vpn_server WHERE id = @serverId
              AND policy_number <> (SELECT COUNT(*) FROM vpn_access_policy WHERE vpn_server_id = @serverId)
            """,
            new { serverId });
        wrong.ShouldBeEmpty();
    }

    private static VpnUserReferences References(string[] ids) => new() { Items = { ids.Select(id => new VpnUserReference { Id = id }) } };
}
