using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>
/// All SQL of gateway certificates but what agents are told and report. Whoever changes one locks its gateway first; agents' reports
/// lock the certificate alone.
/// </summary>
internal static class VpnGatewayCertificateStore
{
    private const string Columns =
        """
        id, project_id, vgw_id, name, certificate, certificate_chain, enc_certificate, private_key, enc_private_key, issuer,
        signature_algorithm, certificate_serial_number, certificate_subject, certificate_expire_time, certificate_chain_serial_number,
        certificate_chain_subject, certificate_chain_expire_time, enc_certificate_serial_number, enc_certificate_subject,
        enc_certificate_expire_time, first_expire_time, created_at, updated_at, generation, request_id, observed_generation_1,
        observed_state_1, observed_generation_2, observed_state_2
        """;

    /// <summary>Writes a new certificate and shows it at its gateway, whose row is locked.</summary>
    public static async Task InsertAsync(this Session session, VpnGatewayCertificateRow certificate)
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO vpn_gateway_certificate ({Columns}) VALUES (
              @Id, @ProjectId, @VgwId, @Name, @Certificate, @CertificateChain, @EncCertificate, @PrivateKey, @EncPrivateKey, @Issuer,
              @SignatureAlgorithm, @CertificateSerialNumber, @CertificateSubject, @CertificateExpireTime, @CertificateChainSerialNumber,
              @CertificateChainSubject, @CertificateChainExpireTime, @EncCertificateSerialNumber, @EncCertificateSubject,
              @EncCertificateExpireTime, @FirstExpireTime, @CreatedAt, @UpdatedAt, @Generation, @RequestId, @ObservedGeneration1,
              @ObservedState1, @ObservedGeneration2, @ObservedState2)
            """,
            certificate);
        await session.ExecuteAsync("UPDATE vpn_gateway SET certificate_id = @Id WHERE project_id = @ProjectId AND id = @VgwId", certificate);
    }

    /// <summary>The certificate of a gateway of a project, or null.</summary>
    public static Task<VpnGatewayCertificateRow?> FindVpnGatewayCertificateAsync(this Session session, string projectId, string gatewayId) =>
        session.FindAsync<VpnGatewayCertificateRow>(
            $"SELECT {Columns} FROM vpn_gateway_certificate WHERE project_id = @projectId AND vgw_id = @gatewayId", new { projectId, gatewayId });

    /// <summary>The certificates of gateways, in the order of their ids; nobody else changes them before the transaction ends.</summary>
    public static Task<IReadOnlyList<VpnGatewayCertificateRow>> LockVpnGatewayCertificatesAsync(this Session session, string[] gatewayIds) =>
        session.QueryAsync<VpnGatewayCertificateRow>(
            $"SELECT {Columns} FROM vpn_gateway_certificate WHERE vgw_id IN @gatewayIds ORDER BY id{session.Dialect.ForUpdate}", new { gatewayIds });

    /// <summary>Certificates of a project, newest first, beginning after a place in that order.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="after">Where the page begins; null: with the newest.</param>
    /// <param name="expireBefore">Only those of which a certificate expires until then, in Unix milliseconds; null: all.</param>
    /// <param name="limit">Greatest number of rows; null: no limit.</param>
    public static Task<IReadOnlyList<VpnGatewayCertificateRow>> ListVpnGatewayCertificatesAsync(
        this Session session, string projectId, Marker? after, long? expireBefore, long? limit)
    {
        var filter = (after is null ? "" : " AND (created_at, id) < (@CreatedAt, @LastId)")
            + (expireBefore is null ? "" : " AND first_expire_time <= @expireBefore");
        return session.QueryAsync<VpnGatewayCertificateRow>(
            $"""
            SELECT {Columns} FROM vpn_gateway_certificate WHERE project_id = @projectId{filter}
            ORDER BY created_at DESC, id DESC{(limit is null ? "" : " LIMIT @limit")}
            """,
            new { projectId, after?.CreatedAt, LastId = after?.Id, expireBefore, limit });
    }

    /// <summary>Writes what can be changed and what is observed; the row is locked.</summary>
    public static Task<int> UpdateAsync(this Session session, VpnGatewayCertificateRow certificate) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_gateway_certificate SET name = @Name, certificate = @Certificate, certificate_chain = @CertificateChain,
              enc_certificate = @EncCertificate, private_key = @PrivateKey, enc_private_key = @EncPrivateKey, issuer = @Issuer,
              signature_algorithm = @SignatureAlgorithm, certificate_serial_number = @CertificateSerialNumber,
              certificate_subject = @CertificateSubject, certificate_expire_time = @CertificateExpireTime,
              certificate_chain_serial_number = @CertificateChainSerialNumber, certificate_chain_subject = @CertificateChainSubject,
              certificate_chain_expire_time = @CertificateChainExpireTime, enc_certificate_serial_number = @EncCertificateSerialNumber,
              enc_certificate_subject = @EncCertificateSubject, enc_certificate_expire_time = @EncCertificateExpireTime,
              first_expire_time = @FirstExpireTime, updated_at = @UpdatedAt, generation = @Generation, request_id = @RequestId,
              observed_generation_1 = @ObservedGeneration1, observed_state_1 = @ObservedState1,
              observed_generation_2 = @ObservedGeneration2, observed_state_2 = @ObservedState2
            WHERE project_id = @ProjectId AND id = @Id
            """,
            certificate);

    /// <summary>Deletes a certificate, whose row is locked.</summary>
    public static Task<int> DeleteVpnGatewayCertificateAsync(this Session session, VpnGatewayCertificateRow certificate) =>
        session.ExecuteAsync("DELETE FROM vpn_gateway_certificate WHERE project_id = @ProjectId AND id = @Id", certificate);
}
