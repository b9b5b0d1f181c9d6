using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ServerCertificates;

/// <summary>SQL of <c>service_ca</c>. It is locked after gateways and servers.</summary>
internal static class ServiceCaStore
{
    /// <summary>The CA of each of these projects that has one.</summary>
    public static async Task<IReadOnlyDictionary<string, ServiceCaRow>> ListServiceCasAsync(this Session session, string[] projectIds) =>
        (await session.QueryAsync<ServiceCaRow>("SELECT * FROM service_ca WHERE project_id IN @projectIds", new { projectIds }))
        .ToDictionary(ca => ca.ProjectId);

    public static Task<ServiceCaRow?> LockServiceCaAsync(this Session session, string projectId) =>
        session.FindAsync<ServiceCaRow>($"SELECT * FROM service_ca WHERE project_id = @projectId{session.Dialect.ForUpdate}", new { projectId });

    /// <summary>Writes the CA of a project, unless another transaction has just done so.</summary>
    public static Task<int> TryInsertAsync(this Session session, ServiceCaRow ca) =>
        session.ExecuteAsync(
            """
            INSERT INTO service_ca (project_id, content, private_key, expire_time) VALUES (@ProjectId, @Content, @PrivateKey, @ExpireTime)
            ON CONFLICT (project_id) DO NOTHING
            """,
            ca);

    /// <summary>Writes the new certificate of a locked CA.</summary>
    public static Task<int> UpdateAsync(this Session session, ServiceCaRow ca) =>
        session.ExecuteAsync("UPDATE service_ca SET content = @Content, expire_time = @ExpireTime WHERE project_id = @ProjectId", ca);
}
