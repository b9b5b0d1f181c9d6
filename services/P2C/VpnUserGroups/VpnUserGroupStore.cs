using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>SQL of <c>vpn_user_group</c>. Whoever writes has locked the server.</summary>
internal static class VpnUserGroupStore
{
    private const string OfServer = "project_id = @ProjectId AND vpn_server_id = @ServerId";

    public static Task<int> InsertAsync(this Session session, VpnUserGroupRow group) =>
        session.ExecuteAsync(
            """
            INSERT INTO vpn_user_group (id, project_id, vpn_server_id, name, description, type, user_number, created_at, updated_at)
            VALUES (@Id, @ProjectId, @VpnServerId, @Name, @Description, @Type, @UserNumber, @CreatedAt, @UpdatedAt)
            """,
            group);

    /// <summary>A group of a server, or null.</summary>
    public static Task<VpnUserGroupRow?> FindVpnUserGroupAsync(this Session session, VpnServerRow server, string id) =>
        session.FindAsync<VpnUserGroupRow>(
            $"SELECT * FROM vpn_user_group WHERE {OfServer} AND id = @id", new { server.ProjectId, ServerId = server.Id, id });

    /// <summary>Id of the group of a server with this name, or null.</summary>
    public static Task<string?> FindGroupIdByNameAsync(this Session session, VpnServerRow server, string name) =>
        session.ScalarAsync<string>(
            $"SELECT id FROM vpn_user_group WHERE {OfServer} AND name = @name", new { server.ProjectId, ServerId = server.Id, name });

    /// <summary>Groups of a server, newest first.</summary>
    public static Task<IReadOnlyList<VpnUserGroupRow>> ListVpnUserGroupsAsync(this Session session, VpnServerRow server, MarkerPage page)
    {
        var after = page.After is null ? "" : " AND (created_at, id) < (@CreatedAt, @LastId)";
        return session.QueryAsync<VpnUserGroupRow>(
            $"SELECT * FROM vpn_user_group WHERE {OfServer}{after} ORDER BY created_at DESC, id DESC LIMIT @Rows",
            new { server.ProjectId, ServerId = server.Id, page.After?.CreatedAt, LastId = page.After?.Id, page.Rows });
    }

    /// <summary>Writes what can be changed.</summary>
    public static Task<int> UpdateAsync(this Session session, VpnUserGroupRow group) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_user_group SET name = @Name, description = @Description, updated_at = @UpdatedAt
            WHERE project_id = @ProjectId AND id = @Id
            """,
            group);

    public static Task<int> DeleteAsync(this Session session, VpnUserGroupRow group) =>
        session.ExecuteAsync("DELETE FROM vpn_user_group WHERE project_id = @ProjectId AND id = @Id", group);
}
