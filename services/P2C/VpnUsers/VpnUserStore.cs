using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>SQL of <c>vpn_user</c> and what goes with it. Whoever writes has locked the server.</summary>
internal static class VpnUserStore
{
    private const string Columns =
        "id, project_id, vpn_server_id, name, description, user_group_id, static_ip, password, former_passwords, created_at, updated_at, revision";

    private const string Shown =
        """
        SELECT u.id, u.project_id, u.vpn_server_id, u.name, u.description, u.user_group_id, g.name AS user_group_name, u.static_ip,
          u.created_at, u.updated_at, u.revision
        FROM vpn_user u LEFT JOIN vpn_user_group g ON g.id = u.user_group_id
        WHERE u.project_id = @projectId AND u.vpn_server_id = @serverId
        """;

    /// <summary>Writes new users in one statement.</summary>
    public static Task InsertUsersAsync(this Session session, IReadOnlyCollection<VpnUserRow> users) =>
        session.InsertAllAsync("vpn_user", Columns, users);

    /// <summary>A user of a server, without its passwords, or null.</summary>
    public static Task<VpnUserRow?> FindVpnUserAsync(this Session session, string projectId, string serverId, string id) =>
        session.FindAsync<VpnUserRow>($"{Shown} AND u.id = @id", new { projectId, serverId, id });

    /// <summary>A user of a server with its passwords, or null.</summary>
    public static Task<VpnUserRow?> FindUserWithPasswordsAsync(this Session session, string projectId, string serverId, string id) =>
        session.FindAsync<VpnUserRow>(
            $"SELECT {Columns} FROM vpn_user WHERE project_id = @projectId AND vpn_server_id = @serverId AND id = @id",
            new { projectId, serverId, id });

    /// <summary>The user of this name with its passwords, or null.</summary>
    public static Task<VpnUserRow?> FindUserByNameAsync(this Session session, string serverId, string name) =>
        session.FindAsync<VpnUserRow>($"SELECT {Columns} FROM vpn_user WHERE vpn_server_id = @serverId AND name = @name", new { serverId, name });

    /// <summary>Those of the named users that the server has.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="serverId">The server.</param>
    /// <param name="ids">UUIDs in lower case; no more than a server may have users.</param>
    public static Task<IReadOnlyList<VpnUserRow>> ListVpnUsersAsync(this Session session, string projectId, string serverId, string[] ids) =>
        session.QueryAsync<VpnUserRow>($"{Shown} AND u.id IN @ids", new { projectId, serverId, ids });

    /// <summary>Users of a server, newest first.</summary>
    public static Task<IReadOnlyList<VpnUserRow>> ListVpnUsersAsync(this Session session, string projectId, string serverId, MarkerPage page)
    {
        var filter = page.After is null ? "" : " AND (u.created_at, u.id) < (@CreatedAt, @LastId)";
        return session.QueryAsync<VpnUserRow>(
            $"{Shown}{filter} ORDER BY u.created_at DESC, u.id DESC LIMIT @Rows",
            new { projectId, serverId, page.After?.CreatedAt, LastId = page.After?.Id, page.Rows });
    }

    /// <summary>The users of a server that have this name or this address: two at most.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="serverId">The server.</param>
    /// <param name="name">Null: no name is asked for.</param>
    /// <param name="staticIp">Null: no address is asked for.</param>
    public static Task<IReadOnlyList<TakenByUser>> ListTakenAsync(this Session session, string serverId, string? name, string? staticIp) =>
        session.QueryAsync<TakenByUser>(
            """
            SELECT id, name, static_ip FROM vpn_user WHERE vpn_server_id = @serverId AND name = @name
            UNION
            SELECT id, name, static_ip FROM vpn_user WHERE vpn_server_id = @serverId AND static_ip = @staticIp
            """,
            new { serverId, name, staticIp });

    /// <summary>The users of a server that have a fixed address, by name.</summary>
    public static Task<IReadOnlyList<TakenByUser>> ListWithStaticIpAsync(this Session session, string serverId) =>
        session.QueryAsync<TakenByUser>(
            "SELECT id, name, static_ip FROM vpn_user WHERE vpn_server_id = @serverId AND static_ip IS NOT NULL ORDER BY name", new { serverId });

    /// <summary>The names and addresses of all users of a server.</summary>
    public static Task<IReadOnlyList<TakenByUser>> ListTakenAsync(this Session session, string serverId) =>
        session.QueryAsync<TakenByUser>("SELECT id, name, static_ip FROM vpn_user WHERE vpn_server_id = @serverId", new { serverId });

    /// <summary>Writes what callers can change, but for the password.</summary>
    public static Task<int> UpdateAsync(this Session session, VpnUserRow user) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_user SET description = @Description, user_group_id = @UserGroupId, static_ip = @StaticIp, updated_at = @UpdatedAt,
              revision = @Revision
            WHERE id = @Id
            """,
            user);

    public static Task<int> UpdatePasswordAsync(this Session session, VpnUserRow user) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_user SET password = @Password, former_passwords = @FormerPasswords, updated_at = @UpdatedAt, revision = @Revision
            WHERE id = @Id
            """,
            user);

    /// <summary>Deletes users and notes for agents that they are gone.</summary>
    public static async Task DeleteUsersAsync(this Session session, string serverId, IReadOnlyCollection<string> ids, long revision, long removedAt)
    {
        await session.ExecuteAsync("DELETE FROM vpn_user WHERE vpn_server_id = @serverId AND id IN @ids", new { serverId, ids = ids.ToArray() });
        var removals = ids.Select(id => new { VpnServerId = serverId, UserId = id, Revision = revision, RemovedAt = removedAt }).ToArray();
        await session.InsertAllAsync("vpn_user_removal", "vpn_server_id, user_id, revision, removed_at", removals);
    }

    /// <summary>Forgets users that were removed before a time, in Unix milliseconds.</summary>
    public static Task<int> ForgetRemovedUsersAsync(this Session session, long before) =>
        session.ExecuteAsync("DELETE FROM vpn_user_removal WHERE removed_at < @before", new { before });

    /// <summary>A group of a server, or null.</summary>
    public static Task<GroupOfUsers?> FindGroupOfUsersAsync(this Session session, string serverId, string id) =>
        session.FindAsync<GroupOfUsers>("SELECT id, name FROM vpn_user_group WHERE vpn_server_id = @serverId AND id = @id", new { serverId, id });

    /// <summary>All groups of a server: 50 at most.</summary>
    public static Task<IReadOnlyList<GroupOfUsers>> ListGroupsOfUsersAsync(this Session session, string serverId) =>
        session.QueryAsync<GroupOfUsers>("SELECT id, name FROM vpn_user_group WHERE vpn_server_id = @serverId", new { serverId });
}
