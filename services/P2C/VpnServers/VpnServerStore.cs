using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

/// <summary>SQL of <c>vpn_server</c>.</summary>
internal static class VpnServerStore
{
    /// <summary>All columns of servers, to be followed by a condition. A subquery in the list of columns is not locked with the row.</summary>
    public const string Select =
        """
        SELECT vpn_server.*,
          (SELECT frozen_effect FROM p2c_vpn_gateway WHERE p2c_vpn_gateway.id = vpn_server.p2c_vgw_id) AS frozen_effect,
          (SELECT enterprise_project_id FROM p2c_vpn_gateway WHERE p2c_vpn_gateway.id = vpn_server.p2c_vgw_id) AS enterprise_project_id,
          (SELECT deleting FROM p2c_vpn_gateway WHERE p2c_vpn_gateway.id = vpn_server.p2c_vgw_id) AS gateway_deleting
        FROM vpn_server
        """;

    // In the order in which they refer to one another.
    private static readonly string[] Belongings = ["vpn_access_policy", "vpn_user_removal", "vpn_user", "vpn_user_group", "client_ca_certificate"];

    /// <summary>Writes a new server.</summary>
    public static Task<int> InsertAsync(this Session session, VpnServerRow server) =>
        session.ExecuteAsync(
            """
            INSERT INTO vpn_server (id, project_id, p2c_vgw_id, client_cidr, local_subnets, client_auth_type, tunnel_protocol, certificate_source,
              certificate_id, signed_certificate, signed_private_key, signed_expire_time, ssl_options, dns_servers, idp_name, created_at,
              updated_at, generation, request_id, ca_certificate_number)
            VALUES (@Id, @ProjectId, @P2cVgwId, @ClientCidr, @LocalSubnets, @ClientAuthType, @TunnelProtocol, @CertificateSource,
              @CertificateId, @SignedCertificate, @SignedPrivateKey, @SignedExpireTime, @SslOptions, @DnsServers, @IdpName, @CreatedAt,
              @UpdatedAt, @Generation, @RequestId, @CaCertificateNumber)
            """,
            server);

    public static Task<VpnServerRow?> FindVpnServerAsync(this Session session, string projectId, string id) =>
        session.FindAsync<VpnServerRow>($"{Select} WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>The server of a gateway, or null.</summary>
    public static Task<VpnServerRow?> FindServerOfGatewayAsync(this Session session, string projectId, string gatewayId) =>
        session.FindAsync<VpnServerRow>($"{Select} WHERE project_id = @projectId AND p2c_vgw_id = @gatewayId", new { projectId, gatewayId });

    /// <summary>
    /// The server, which nobody else changes until the transaction ends; whoever changes what belongs to it locks it first, and in a group of
    /// commits names the id of the server as its order.
    /// </summary>
    /// <exception cref="DomainException"><c>VPN.1116</c>: the project has no such server.</exception>
    public static async Task<VpnServerRow> LockVpnServerAsync(this Session session, string projectId, string id) =>
        await session.FindAsync<VpnServerRow>(
            $"{Select} WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id })
        ?? throw ErrorCatalogue.ServerNotFound.With();

    /// <summary>Servers of a project, oldest first.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="after">Where the list begins; null: with the oldest.</param>
    /// <param name="limit">Greatest number of rows; null: all.</param>
    public static Task<IReadOnlyList<VpnServerRow>> ListVpnServersAsync(this Session session, string projectId, Marker? after, long? limit)
    {
        // A bare time stands after all servers of that time: no id is greater than this letter.
        var lastId = after is { Id: "" } ? "g" : after?.Id;
        return session.QueryAsync<VpnServerRow>(
            $"""
            {Select} WHERE project_id = @projectId{(after is null ? "" : " AND (created_at, id) > (@CreatedAt, @lastId)")}
            ORDER BY created_at, id{(limit is null ? "" : " LIMIT @limit")}
            """,
            new { projectId, after?.CreatedAt, lastId, limit });
    }

    /// <summary>How many servers a project has: not more than gateways, of which its quota keeps the number small.</summary>
    public static Task<long> CountVpnServersAsync(this Session session, string projectId) =>
        session.ScalarAsync<long>("SELECT COUNT(*) FROM vpn_server WHERE project_id = @projectId", new { projectId });

    /// <summary>Writes what can be changed of a locked server.</summary>
    public static Task<int> UpdateAsync(this Session session, VpnServerRow server) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_server SET client_cidr = @ClientCidr, local_subnets = @LocalSubnets, client_auth_type = @ClientAuthType,
              certificate_source = @CertificateSource, certificate_id = @CertificateId, signed_certificate = @SignedCertificate,
              signed_private_key = @SignedPrivateKey, signed_expire_time = @SignedExpireTime, ssl_options = @SslOptions,
              dns_servers = @DnsServers, idp_name = @IdpName, updated_at = @UpdatedAt, generation = @Generation, request_id = @RequestId
            WHERE project_id = @ProjectId AND id = @Id
            """,
            server);

    /// <summary>Deletes the servers of gateways with all that belongs to them.</summary>
    /// <returns>The servers as they were.</returns>
    public static async Task<IReadOnlyList<VpnServerRow>> DeleteServersAsync(this Session session, string[] gatewayIds)
    {
        var servers = await session.QueryAsync<VpnServerRow>($"{Select} WHERE p2c_vgw_id IN @gatewayIds", new { gatewayIds });
        string[] ids = [.. servers.Select(server => server.Id)];
        foreach (var table in Belongings)
        {
            await session.ExecuteAsync($"DELETE FROM {table} WHERE vpn_server_id IN @ids", new { ids });
        }
        await session.ExecuteAsync("DELETE FROM vpn_server WHERE id IN @ids", new { ids });
        return servers;
    }

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
/// <param name="Policies">How many access policies more.</param>
/// <param name="OfPolicies">Whether access policies were changed, so that agents must be told them anew.</param>
internal sealed record AccessChange(long Users = 0, long Groups = 0, long Policies = 0, bool OfPolicies = false);
