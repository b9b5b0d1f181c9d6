using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>
/// All SQL of CA certificates. Whoever is about to refer to one locks it first, and so does whoever removes one that nobody refers
/// to any more: neither can overtake the other.
/// </summary>
internal static class CaCertificateStore
{
    private const string Columns = "id, project_id, fingerprint, content, serial_number, signature_algorithm, issuer, subject, expire_time";

    /// <summary>A certificate of a project, or null.</summary>
    public static Task<CaCertificateRow?> FindCaCertificateAsync(this Session session, string projectId, string id) =>
        session.FindAsync<CaCertificateRow>(
            $"SELECT {Columns} FROM ca_certificate WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>As <see cref="FindCaCertificateAsync"/>; it stays until the transaction ends.</summary>
    public static Task<CaCertificateRow?> LockCaCertificateAsync(this Session session, string projectId, string id) =>
        session.FindAsync<CaCertificateRow>(
            $"SELECT {Columns} FROM ca_certificate WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    /// <summary>The certificates of a project with these ids.</summary>
    public static Task<IReadOnlyList<CaCertificateRow>> ListCaCertificatesAsync(this Session session, string projectId, string[] ids) =>
        session.QueryAsync<CaCertificateRow>(
            $"SELECT {Columns} FROM ca_certificate WHERE project_id = @projectId AND id IN @ids", new { projectId, ids });

    /// <summary>Stores a certificate, unless the project has it already, and locks it.</summary>
    /// <returns>The certificate as it is stored, with the id that it has.</returns>
    public static async Task<CaCertificateRow> StoreAsync(this Session session, CaCertificateRow certificate)
    {
        var stored = await session.ExecuteReturningAsync<string>(
            $"""
            INSERT INTO ca_certificate ({Columns}) VALUES (
              @Id, @ProjectId, @Fingerprint, @Content, @SerialNumber, @SignatureAlgorithm, @Issuer, @Subject, @ExpireTime)
            ON CONFLICT (project_id, fingerprint) DO UPDATE SET fingerprint = excluded.fingerprint
            RETURNING id
            """,
            certificate);
        return certificate with { Id = stored[0] };
    }

    /// <summary>Removes a certificate that no customer gateway refers to.</summary>
    public static async Task RemoveUnusedAsync(this Session session, string projectId, string id)
    {
        await session.LockCaCertificateAsync(projectId, id);
        await session.ExecuteAsync(
            """
            DELETE FROM ca_certificate WHERE project_id = @projectId AND id = @id
              AND NOT EXISTS (SELECT 1 FROM customer_gateway g WHERE g.ca_certificate_id = @id)
            """,
            new { projectId, id });
    }
}
