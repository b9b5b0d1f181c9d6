using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ServerCertificates;

/// <summary>
/// SQL of <c>server_certificate</c>. Whoever gives a certificate to a server, or changes one that servers have, locks it before gateways
/// and servers.
/// </summary>
internal static class ServerCertificateStore
{
    private const string InStore = "SELECT * FROM server_certificate WHERE project_id = @projectId AND id = @id AND deleted = 0";

    /// <summary>Writes a certificate, or writes it anew.</summary>
    public static Task<int> PutAsync(this Session session, ServerCertificateRow certificate) =>
        session.ExecuteAsync(
            """
            INSERT INTO server_certificate (project_id, id, name, content, chain, private_key, serial_number, signature_algorithm, issuer, subject,
              expire_time, state)
            VALUES (@ProjectId, @Id, @Name, @Content, @Chain, @PrivateKey, @SerialNumber, @SignatureAlgorithm, @Issuer, @Subject,
              @ExpireTime, @State)
            ON CONFLICT (project_id, id) DO UPDATE SET name = excluded.name, content = excluded.content, chain = excluded.chain,
              private_key = excluded.private_key, serial_number = excluded.serial_number, signature_algorithm = excluded.signature_algorithm,
              issuer = excluded.issuer, subject = excluded.subject, expire_time = excluded.expire_time, state = excluded.state, deleted = 0
            """,
            certificate);

    /// <summary>A certificate of the store, or null.</summary>
    public static Task<ServerCertificateRow?> FindServerCertificateAsync(this Session session, string projectId, string id) =>
        session.FindAsync<ServerCertificateRow>(InStore, new { projectId, id });

    /// <summary>As <see cref="FindServerCertificateAsync"/>; it stays as it is until the transaction ends.</summary>
    public static Task<ServerCertificateRow?> LockServerCertificateAsync(this Session session, string projectId, string id) =>
        session.FindAsync<ServerCertificateRow>(InStore + session.Dialect.ForUpdate, new { projectId, id });

    /// <summary>As <see cref="LockServerCertificateAsync"/>, also when it is gone from the store and some server still has it.</summary>
    public static Task<ServerCertificateRow?> LockServerCertificateEvenDeletedAsync(this Session session, string projectId, string id) =>
        session.FindAsync<ServerCertificateRow>(
            $"SELECT * FROM server_certificate WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    /// <summary>Certificates that servers have, whether the store still has them or not.</summary>
    public static Task<IReadOnlyList<ServerCertificateRow>> ListServerCertificatesAsync(this Session session, string[] projectIds, string[] ids) =>
        session.QueryAsync<ServerCertificateRow>(
            "SELECT * FROM server_certificate WHERE project_id IN @projectIds AND id IN @ids", new { projectIds, ids });

    /// <summary>When the certificate of a server expires, in Unix milliseconds; null where it has none.</summary>
    public static async Task<long?> FindCertificateExpiryAsync(this Session session, VpnServerRow server) =>
        server.SignedExpireTime ?? await session.ScalarAsync<long?>(
            "SELECT expire_time FROM server_certificate WHERE project_id = @ProjectId AND id = @CertificateId",
            new { server.ProjectId, server.CertificateId });

    /// <summary>Who has a certificate, in the order in which gateways are locked.</summary>
    public static Task<IReadOnlyList<CertificateHolder>> ListHoldersAsync(this Session session, string projectId, string id) =>
        session.QueryAsync<CertificateHolder>(
            "SELECT id, project_id, p2c_vgw_id FROM vpn_server WHERE project_id = @projectId AND certificate_id = @id ORDER BY p2c_vgw_id",
            new { projectId, id });

    /// <summary>Who has a certificate that the service signed and that expires before a time, in Unix milliseconds.</summary>
    public static Task<IReadOnlyList<CertificateHolder>> ListDueAsync(this Session session, long before) =>
        session.QueryAsync<CertificateHolder>(
            """
            SELECT id, project_id, p2c_vgw_id FROM vpn_server
            WHERE certificate_source = 'SERVICE_SIGN' AND signed_expire_time < @before ORDER BY signed_expire_time
            """,
            new { before });

    /// <returns>Whether the store had it.</returns>
    public static async Task<bool> DeleteServerCertificateAsync(this Session session, string projectId, string id) =>
        await session.ExecuteAsync(
            "UPDATE server_certificate SET deleted = 1 WHERE project_id = @projectId AND id = @id AND deleted = 0", new { projectId, id }) == 1;

    /// <summary>Forgets certificates that are gone from the store and that no server has any more.</summary>
    public static Task<int> ForgetServerCertificatesAsync(this Session session) =>
        session.ExecuteAsync(
            """
            DELETE FROM server_certificate WHERE deleted = 1 AND NOT EXISTS (
              SELECT 1 FROM vpn_server
              WHERE vpn_server.project_id = server_certificate.project_id AND vpn_server.certificate_id = server_certificate.id)
            """);
}

/// <summary>A server that has some certificate.</summary>
internal sealed record CertificateHolder
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string P2cVgwId { get; init; }
}
