using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.TaggedResources;

namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>All SQL of customer gateways.</summary>
internal static class CustomerGatewayStore
{
    private const string Columns =
        "id, project_id, name, id_type, id_value, bgp_asn, ca_certificate_id, tags, created_at, updated_at, generation";

    public static Task<int> InsertAsync(this Session session, CustomerGatewayRow gateway) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO customer_gateway ({Columns}) VALUES (
              @Id, @ProjectId, @Name, @IdType, @IdValue, @BgpAsn, @CaCertificateId, @Tags, @CreatedAt, @UpdatedAt, @Generation);
            {session.TellSql(TaggedTypes.CustomerGateway)}
            """,
            gateway);

    /// <summary>A customer gateway of a project, or null.</summary>
    public static Task<CustomerGatewayRow?> FindCustomerGatewayAsync(this Session session, string projectId, string id) =>
        session.FindAsync<CustomerGatewayRow>(
            $"SELECT {Columns} FROM customer_gateway WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>As <see cref="FindCustomerGatewayAsync"/>; nobody else changes the row before the transaction ends.</summary>
    public static Task<CustomerGatewayRow?> LockCustomerGatewayAsync(this Session session, string projectId, string id) =>
        session.FindAsync<CustomerGatewayRow>(
            $"SELECT {Columns} FROM customer_gateway WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    /// <summary>As <see cref="FindCustomerGatewayAsync"/>; it is not deleted before the transaction ends, in which something refers to it.</summary>
    public static Task<CustomerGatewayRow?> HoldCustomerGatewayAsync(this Session session, string projectId, string id) =>
        session.FindAsync<CustomerGatewayRow>(
            $"SELECT {Columns} FROM customer_gateway WHERE project_id = @projectId AND id = @id{session.Dialect.ForReference}", new { projectId, id });

    /// <summary>Customer gateways of a project, newest first, beginning after a place in that order.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="after">Where the page begins; null: with the newest.</param>
    /// <param name="id">Only the one with this id; null: all.</param>
    /// <param name="limit">Greatest number of rows.</param>
    public static Task<IReadOnlyList<CustomerGatewayRow>> ListCustomerGatewaysAsync(
        this Session session, string projectId, Marker? after, string? id, long limit)
    {
        var filter = (id is null ? "" : " AND id = @id") + (after is null ? "" : " AND (created_at, id) < (@CreatedAt, @LastId)");
        return session.QueryAsync<CustomerGatewayRow>(
            $"SELECT {Columns} FROM customer_gateway WHERE project_id = @projectId{filter} ORDER BY created_at DESC, id DESC LIMIT @limit",
            new { projectId, id, after?.CreatedAt, LastId = after?.Id, limit });
    }

    public static async Task<long> CountCustomerGatewaysAsync(this Session session, string projectId, string? id) =>
        await session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM customer_gateway WHERE project_id = @projectId" + (id is null ? "" : " AND id = @id"), new { projectId, id });

    /// <summary>Writes what can be changed; the row is locked.</summary>
    public static Task<int> UpdateAsync(this Session session, CustomerGatewayRow gateway) =>
        session.ExecuteAsync(
            """
            UPDATE customer_gateway SET name = @Name, ca_certificate_id = @CaCertificateId, updated_at = @UpdatedAt, generation = @Generation
            WHERE project_id = @ProjectId AND id = @Id
            """,
            gateway);

    public static Task<int> DeleteCustomerGatewayAsync(this Session session, string projectId, string id) =>
        session.ExecuteAsync("DELETE FROM customer_gateway WHERE project_id = @projectId AND id = @id", new { projectId, id });
}
