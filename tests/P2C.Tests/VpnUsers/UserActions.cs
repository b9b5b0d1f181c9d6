using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>Calls about the users of one server as one caller.</summary>
internal sealed class UserActions(TestSystem system, CallerContext caller, string serverId)
{
    public const string Password = "Qwerasdf";

    private readonly Protos.P2C.V5.VpnUsers.VpnUsersClient _client = system.Client(channel => new Protos.P2C.V5.VpnUsers.VpnUsersClient(channel));
    private readonly Protos.P2C.V1.ClientAccess.ClientAccessClient _access =
        system.Client(channel => new Protos.P2C.V1.ClientAccess.ClientAccessClient(channel));

    public TestSystem System => system;

    public CallerContext Caller => caller;

    public string ServerId => serverId;

    public static async Task<UserActions> OnNewServerAsync(TestSystem system, string authType = "LOCAL_PASSWORD")
    {
        var caller = TestSystem.User(TestSystem.NewProject());
        return new UserActions(system, caller, await system.InsertServerAsync(caller, authType));
    }

    public UserActions On(string otherServerId) => new(system, caller, otherServerId);

    public UserActions As(CallerContext other) => new(system, other, serverId);

    public static NewVpnUser User(string name, string? staticIp = null, string? groupId = null)
    {
        var user = new NewVpnUser { Name = name, Password = Password };
        if (staticIp is not null)
        {
            user.StaticIp = staticIp;
        }
        if (groupId is not null)
        {
            user.UserGroupId = groupId;
        }
        return user;
    }

    public AsyncUnaryCall<CreateVpnUserResponse> Create(NewVpnUser? user, string? token = null)
    {
        var request = new CreateVpnUserRequest { VpnServerId = serverId, User = user };
        if (token is not null)
        {
            request.ClientToken = token;
        }
        return _client.CreateVpnUserAsync(request, system.As(caller));
    }

    public async Task<string> CreateAsync(string name) => (await Create(User(name))).User.Id;

    public AsyncUnaryCall<BatchCreateVpnUsersResponse> BatchCreate(params NewVpnUserOfBatch[] users) =>
        BatchCreate(new VpnUserBatch { Items = { users } });

    public AsyncUnaryCall<BatchCreateVpnUsersResponse> BatchCreate(VpnUserBatch? users, string? token = null)
    {
        var request = new BatchCreateVpnUsersRequest { VpnServerId = serverId, Users = users };
        if (token is not null)
        {
            request.ClientToken = token;
        }
        return _client.BatchCreateVpnUsersAsync(request, system.As(caller));
    }

    public AsyncUnaryCall<ListVpnUsersResponse> List(long? limit = null, string? marker = null)
    {
        var request = new ListVpnUsersRequest { VpnServerId = serverId };
        if (limit is { } most)
        {
            request.Limit = most;
        }
        if (marker is not null)
        {
            request.Marker = marker;
        }
        return _client.ListVpnUsersAsync(request, system.As(caller));
    }

    public AsyncUnaryCall<ShowVpnUserResponse> Show(string id) =>
        _client.ShowVpnUserAsync(new ShowVpnUserRequest { VpnServerId = serverId, UserId = id }, system.As(caller));

    public AsyncUnaryCall<UpdateVpnUserResponse> Update(string id, VpnUserChanges? changes) =>
        _client.UpdateVpnUserAsync(new UpdateVpnUserRequest { VpnServerId = serverId, UserId = id, User = changes }, system.As(caller));

    public AsyncUnaryCall<DeleteVpnUserResponse> Delete(string id) =>
        _client.DeleteVpnUserAsync(new DeleteVpnUserRequest { VpnServerId = serverId, UserId = id }, system.As(caller));

    public AsyncUnaryCall<BatchDeleteVpnUsersResponse> BatchDelete(params string[] ids) =>
        BatchDelete(new VpnUserReferences { Items = { ids.Select(id => new VpnUserReference { Id = id }) } });

    public AsyncUnaryCall<BatchDeleteVpnUsersResponse> BatchDelete(VpnUserReferences? users) =>
        _client.BatchDeleteVpnUsersAsync(new BatchDeleteVpnUsersRequest { VpnServerId = serverId, Users = users }, system.As(caller));

    public AsyncUnaryCall<UpdateVpnUserPasswordResponse> UpdatePassword(string id, string? old, string? @new)
    {
        var request = new UpdateVpnUserPasswordRequest { VpnServerId = serverId, UserId = id };
        if (old is not null)
        {
            request.OldPassword = old;
        }
        if (@new is not null)
        {
            request.NewPassword = @new;
        }
        return _client.UpdateVpnUserPasswordAsync(request, system.As(caller));
    }

    public AsyncUnaryCall<ResetVpnUserPasswordResponse> ResetPassword(string id, string? @new)
    {
        var request = new ResetVpnUserPasswordRequest { VpnServerId = serverId, UserId = id };
        if (@new is not null)
        {
            request.NewPassword = @new;
        }
        return _client.ResetVpnUserPasswordAsync(request, system.As(caller));
    }

    public AsyncUnaryCall<CheckPasswordResponse> Check(string name, string password, CallerContext? agent = null) => _access.CheckPasswordAsync(
        new CheckPasswordRequest { VpnServerId = serverId, UserName = name, Password = password },
        system.As(agent ?? CallerExtensions.OfPart("agent")));

    public async Task<string> InsertGroupAsync(string name)
    {
        var id = TimeProvider.System.NewId();
        await system.ExecuteAsync(
            """
            INSERT INTO vpn_user_group (id, project_id, vpn_server_id, name, type, created_at, updated_at)
            VALUES (@id, @ProjectId, @serverId, @name, 'Custom', 1, 1)
            """,
            new { id, caller.ProjectId, serverId, name });
        return id;
    }

    /// <summary>Changes columns of the server, or of its gateway.</summary>
    public Task<int> SetAsync(string table, string columns) => system.ExecuteAsync(
        table == "vpn_server"
            ? $"UPDATE vpn_server SET {columns} WHERE id = @serverId"
            : $"UPDATE {table} SET {columns} WHERE id = (SELECT p2c_vgw_id FROM vpn_server WHERE id = @serverId)",
        new { serverId });

    /// <summary>How many members each group has that has any, by its counter.</summary>
    public async Task<Dictionary<string, long>> MembersAsync() => (await system.QueryAsync<(string Name, long Number)>(
        "SELECT name, user_number FROM vpn_user_group WHERE vpn_server_id = @serverId AND user_number <> 0", new { serverId }))
        .ToDictionary(group => group.Name, group => group.Number);

    /// <summary>Counter and revision of the server.</summary>
    public async Task<(long Users, long Revision)> CountersAsync() => (await system.QueryAsync<(long, long)>(
        "SELECT user_number, access_revision FROM vpn_server WHERE id = @serverId", new { serverId })).Single();

    /// <summary>Names and revisions of the users that there are.</summary>
    public async Task<(string Name, long Revision)[]> RowsAsync() => [.. await system.QueryAsync<(string, long)>(
        "SELECT name, revision FROM vpn_user WHERE vpn_server_id = @serverId ORDER BY name", new { serverId })];
}
