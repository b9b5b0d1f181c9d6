using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

/// <summary>SQL of <c>vpn_server</c>.</summary>
internal static class VpnServerStore
{
    public static Task<VpnServerRow?> FindVpnServerAsync(this Session session, string projectId, string id) =>
        session.FindAsync<VpnServerRow>("SELECT * FROM vpn_server WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>The server, which nobody else changes until the transaction ends; whoever changes what belongs to it locks it first.</summary>
    /// <exception cref="DomainException"><c>VPN.1116</c>: the project has no such server.</exception>
    public static async Task<VpnServerRow> LockVpnServerAsync(this Session session, string projectId, string id) =>
        await session.FindAsync<VpnServerRow>(
            "SELECT * FROM vpn_server WHERE project_id = @projectId AND id = @id" + session.Dialect.ForUpdate, new { projectId, id })
        ?? throw ErrorCatalogue.ServerNotFound.With();

    /// <summary>Counts a change of users, groups and policies of a locked server, which raises its revision.</summary>
    /// <param name="session">Transaction.</param>
    /// <param name="server">The server as it was locked.</param>
    /// <param name="change">How many of each there are more, or fewer.</param>
    /// <returns>The new revision.</returns>
    public static async Task<long> ChangeAccessAsync(this Session session, VpnServerRow server, AccessChange change)
    {
        var revision = server.AccessRevision + 1;
        await session.ExecuteAsync(
            """
            UPDATE vpn_server SET user_number = user_number + @Users, group_number = group_number + @Groups,
              policy_number = policy_number + @Policies, access_revision = @revision,
              policies_revision = CASE WHEN @told = 1 THEN @revision ELSE policies_revision END
            WHERE id = @Id
            """,
            new { server.Id, change.Users, change.Groups, change.Policies, revision, told = change.OfPolicies ? 1 : 0 });
        return revision;
    }
}

/// <summary>A change of what may pass a server.</summary>
/// <param name="Users">How many users more.</param>
/// <param name="Groups">How many groups more, the built-in one apart.</param>
/// <param name="Policies">How many access policies more, the built-in one apart.</param>
/// <param name="OfPolicies">Whether groups or policies were changed, so that agents must be told those anew.</param>
internal sealed record AccessChange(long Users = 0, long Groups = 0, long Policies = 0, bool OfPolicies = false);
