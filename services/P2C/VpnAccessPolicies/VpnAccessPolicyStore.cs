using VpnMesh.P2C.VpnServers;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnAccessPolicies;

/// <summary>SQL of <c>vpn_access_policy</c>. Whoever writes has locked the server.</summary>
internal static class VpnAccessPolicyStore
{
    private const string OfServer =
        """
        SELECT policy.*, vpn_user_group.name AS user_group_name
        FROM vpn_access_policy policy JOIN vpn_user_group ON vpn_user_group.id = policy.user_group_id
        WHERE policy.project_id = @ProjectId AND policy.vpn_server_id = @ServerId
        """;

    public static Task<int> InsertAsync(this Session session, VpnAccessPolicyRow policy) =>
        session.ExecuteAsync(
            """
            INSERT INTO vpn_access_policy (
              id, project_id, vpn_server_id, name, type, user_group_id, description, dest_ip_cidrs, created_at, updated_at)
            VALUES (@Id, @ProjectId, @VpnServerId, @Name, @Type, @UserGroupId, @Description, @DestIpCidrs, @CreatedAt, @UpdatedAt)
            """,
            policy);

    /// <summary>An access policy of a server, or null.</summary>
    public static Task<VpnAccessPolicyRow?> FindVpnAccessPolicyAsync(this Session session, VpnServerRow server, string id) =>
        session.FindAsync<VpnAccessPolicyRow>($"{OfServer} AND policy.id = @id", new { server.ProjectId, ServerId = server.Id, id });

    /// <summary>Whether an access policy refers to a group.</summary>
    public static async Task<bool> HasAccessPolicyAsync(this Session session, VpnUserGroupRow group) =>
        await session.ScalarAsync<string>("SELECT id FROM vpn_access_policy WHERE user_group_id = @Id LIMIT 1", new { group.Id }) is not null;

    /// <summary>Access policies of a server, newest first.</summary>
    public static Task<IReadOnlyList<VpnAccessPolicyRow>> ListVpnAccessPoliciesAsync(this Session session, VpnServerRow server, MarkerPage page)
    {
        var after = page.After is null ? "" : " AND (policy.created_at, policy.id) < (@CreatedAt, @LastId)";
        return session.QueryAsync<VpnAccessPolicyRow>(
            $"{OfServer}{after} ORDER BY policy.created_at DESC, policy.id DESC LIMIT @Rows",
            new { server.ProjectId, ServerId = server.Id, page.After?.CreatedAt, LastId = page.After?.Id, page.Rows });
    }

    /// <summary>Writes what can be changed.</summary>
    public static Task<int> UpdateAsync(this Session session, VpnAccessPolicyRow policy) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_access_policy SET name = @Name, user_group_id = @UserGroupId, description = @Description,
              dest_ip_cidrs = @DestIpCidrs, updated_at = @UpdatedAt
            WHERE project_id = @ProjectId AND id = @Id
            """,
            policy);

    public static Task<int> DeleteAsync(this Session session, VpnAccessPolicyRow policy) =>
        session.ExecuteAsync("DELETE FROM vpn_access_policy WHERE project_id = @ProjectId AND id = @Id", policy);
}
