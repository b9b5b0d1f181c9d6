using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>SQL of <c>client_ca_certificate</c>. Whoever writes there has locked the server.</summary>
internal static class ClientCaCertificateStore
{
    private const string Columns =
        "id, project_id, vpn_server_id, name, fingerprint, content, serial_number, signature_algorithm, issuer, subject, expire_time, created_at, "
        + "updated_at";

    public static Task InsertClientCaCertificatesAsync(this Session session, IReadOnlyCollection<ClientCaCertificateRow> certificates) =>
        session.InsertAllAsync("client_ca_certificate", Columns, certificates);

    /// <summary>A certificate of a server of the project, or null.</summary>
    public static Task<ClientCaCertificateRow?> FindClientCaCertificateAsync(this Session session, VpnServerRow server, string id) =>
        session.FindAsync<ClientCaCertificateRow>(
            $"SELECT {Columns} FROM client_ca_certificate WHERE project_id = @ProjectId AND vpn_server_id = @serverId AND id = @id",
            new { server.ProjectId, serverId = server.Id, id });

    /// <summary>The certificates of servers, each server's in the order in which it got them.</summary>
    public static async Task<ILookup<string, ClientCaCertificateRow>> ListClientCaCertificatesAsync(this Session session, string[] serverIds) =>
        (await session.QueryAsync<ClientCaCertificateRow>(
            $"SELECT {Columns} FROM client_ca_certificate WHERE vpn_server_id IN @serverIds ORDER BY created_at, id", new { serverIds }))
        .ToLookup(certificate => certificate.VpnServerId);

    /// <summary>The certificates of the servers of gateways, by server.</summary>
    public static async Task<ILookup<string, ClientCaCertificateRow>> ListClientCaCertificatesOfGatewaysAsync(
        this Session session, string[] gatewayIds) =>
        (await session.QueryAsync<ClientCaCertificateRow>(
            $"""
            SELECT {Columns} FROM client_ca_certificate
            WHERE vpn_server_id IN (SELECT id FROM vpn_server WHERE p2c_vgw_id IN @gatewayIds) ORDER BY id
            """,
            new { gatewayIds }))
        .ToLookup(certificate => certificate.VpnServerId);

    /// <summary>Whether the server has this certificate, under whatever name.</summary>
    public static async Task<bool> HasClientCaCertificateAsync(this Session session, VpnServerRow server, string fingerprint) =>
        await session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM client_ca_certificate WHERE vpn_server_id = @Id AND fingerprint = @fingerprint",
            new { server.Id, fingerprint }) > 0;

    public static Task RenameClientCaCertificateAsync(this Session session, ClientCaCertificateRow certificate) =>
        session.ExecuteAsync("UPDATE client_ca_certificate SET name = @Name, updated_at = @UpdatedAt WHERE id = @Id", certificate);

    public static Task DeleteClientCaCertificateAsync(this Session session, string id) =>
        session.ExecuteAsync("DELETE FROM client_ca_certificate WHERE id = @id", new { id });

    /// <summary>Writes what a change of its certificates changes of a locked server.</summary>
    public static Task UpdateClientCaCertificatesOfAsync(this Session session, VpnServerRow server) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_server SET ca_certificate_number = @CaCertificateNumber, generation = @Generation, request_id = @RequestId,
              updated_at = @UpdatedAt
            WHERE project_id = @ProjectId AND id = @Id
            """,
            server);
}
