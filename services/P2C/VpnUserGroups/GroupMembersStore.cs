using Dapper;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>SQL of who is in which group: the users and the counters of the groups. Whoever writes has locked the server.</summary>
internal static class GroupMembersStore
{
    private const string Columns = "id, name, description, user_group_id, created_at";

    /// <summary>Those of the named users that the server has.</summary>
    public static Task<IReadOnlyList<MemberRow>> FindUsersAsync(this Session session, VpnServerRow server, string[] ids) =>
        session.QueryAsync<MemberRow>(
            $"SELECT {Columns} FROM vpn_user WHERE project_id = @ProjectId AND vpn_server_id = @ServerId AND id IN @ids",
            new { server.ProjectId, ServerId = server.Id, ids });

    /// <summary>Members of a group, newest first.</summary>
    public static Task<IReadOnlyList<MemberRow>> ListMembersAsync(this Session session, VpnUserGroupRow group, MarkerPage page)
    {
        var after = page.After is null ? "" : " AND (created_at, id) < (@CreatedAt, @LastId)";
        return session.QueryAsync<MemberRow>(
            $"""
            SELECT {Columns} FROM vpn_user WHERE project_id = @ProjectId AND user_group_id = @GroupId{after}
            ORDER BY created_at DESC, id DESC LIMIT @Rows
            """,
            new { group.ProjectId, GroupId = group.Id, page.After?.CreatedAt, LastId = page.After?.Id, page.Rows });
    }

    /// <summary>Puts users who are in no group into one.</summary>
    /// <param name="session">Transaction.</param>
    /// <param name="group">The group.</param>
    /// <param name="ids">The users.</param>
    /// <param name="revision">Revision of the server with which agents are told.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static async Task JoinGroupAsync(this Session session, VpnUserGroupRow group, string[] ids, long revision, long now)
    {
        await session.ExecuteAsync(
            """
            UPDATE vpn_user SET user_group_id = @GroupId, revision = @revision, updated_at = @now
            WHERE vpn_server_id = @VpnServerId AND id IN @ids
            """,
            new { GroupId = group.Id, group.VpnServerId, ids, revision, now });
        await session.CountMembersAsync([(group.Id, ids.Length)]);
    }

    /// <summary>Takes members out of their group; else as <see cref="JoinGroupAsync"/>.</summary>
    public static async Task LeaveGroupAsync(this Session session, VpnUserGroupRow group, string[] ids, long revision, long now)
    {
        await session.ExecuteAsync(
            """
            UPDATE vpn_user SET user_group_id = NULL, revision = @revision, updated_at = @now
            WHERE vpn_server_id = @VpnServerId AND id IN @ids
            """,
            new { group.VpnServerId, ids, revision, now });
        await session.CountMembersAsync([(group.Id, -ids.Length)]);
    }

    /// <summary>Takes all members out of a group that is about to be deleted; else as <see cref="JoinGroupAsync"/>.</summary>
    public static Task<int> DisbandAsync(this Session session, VpnUserGroupRow group, long revision, long now) =>
        session.ExecuteAsync(
            "UPDATE vpn_user SET user_group_id = NULL, revision = @revision, updated_at = @now WHERE user_group_id = @GroupId",
            new { GroupId = group.Id, revision, now });

    /// <summary>Counts members that came to groups or left them, in one statement.</summary>
    /// <param name="session">Transaction.</param>
    /// <param name="changes">How many more each group has, or fewer; null stands for no group.</param>
    public static async Task CountMembersAsync(this Session session, IEnumerable<(string? GroupId, int More)> changes)
    {
        var groups = changes.Where(change => change.GroupId is not null).GroupBy(change => change.GroupId, change => change.More).ToArray();
        if (groups.Length == 0)
        {
            return;
        }
        var arguments = new DynamicParameters();
        foreach (var (number, group) in groups.Index())
        {
            arguments.Add($"id{number}", group.Key);
            arguments.Add($"more{number}", group.Sum());
        }
        // Both databases name the columns of VALUES like this.
        await session.ExecuteAsync(
            $"""
            UPDATE vpn_user_group SET user_number = user_number + counted.column2
            FROM (VALUES {string.Join(", ", groups.Select((_, number) => $"(@id{number}, @more{number})"))}) AS counted
            WHERE vpn_user_group.id = counted.column1
            """,
            arguments);
    }
}
