using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.EnterpriseProjects;

/// <summary>An enterprise project.</summary>
internal sealed class EnterpriseProjectRow
{
    /// <summary>Id of the default one, which every account has and which has no row.</summary>
    public const string DefaultId = "0";

    public const string DefaultName = "default";

    public required string Id { get; init; }

    public required string DomainId { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Value of <see cref="Status"/>.</summary>
    public const long Enabled = 1;

    /// <summary>Value of <see cref="Status"/>.</summary>
    public const long Disabled = 2;

    /// <summary>1 enabled, 2 disabled.</summary>
    public long Status { get; init; } = Enabled;

    public string Type { get; init; } = "prod";

    public required long CreatedAt { get; init; }

    public required long UpdatedAt { get; init; }
}

/// <summary>SQL of enterprise projects.</summary>
internal static class EnterpriseProjectStore
{
    private const string Select = "SELECT id, domain_id, name, description, status, type, created_at, updated_at FROM enterprise_project";

    /// <summary>Oldest first, without the default one.</summary>
    public static Task<IReadOnlyList<EnterpriseProjectRow>> ListAsync(Session session, string domainId) =>
        session.QueryAsync<EnterpriseProjectRow>($"{Select} WHERE domain_id = @domainId ORDER BY created_at, id", new { domainId });

    /// <summary>A page of the same list.</summary>
    public static Task<IReadOnlyList<EnterpriseProjectRow>> ListAsync(Session session, string domainId, Page page) =>
        session.QueryAsync<EnterpriseProjectRow>(
            $"{Select} WHERE domain_id = @domainId AND (created_at, id) > (@CreatedAt, @Id) ORDER BY created_at, id LIMIT @Rows",
            new { domainId, page.CreatedAt, page.Id, page.Rows });

    /// <summary>Finds one by its id alone; the default one has no row.</summary>
    public static Task<EnterpriseProjectRow?> FindAsync(Session session, string id) =>
        session.FindAsync<EnterpriseProjectRow>($"{Select} WHERE id = @id", new { id });

    public static Task SetStatusAsync(Session session, string id, long status, long now) =>
        session.ExecuteAsync("UPDATE enterprise_project SET status = @status, updated_at = @now WHERE id = @id", new { id, status, now });

    /// <summary>Whether the account has it; it always has the default one.</summary>
    public static async Task<bool> ExistsAsync(Session session, string domainId, string id) =>
        id == EnterpriseProjectRow.DefaultId
        || await session.FindAsync<EnterpriseProjectRow>($"{Select} WHERE domain_id = @domainId AND id = @id", new { domainId, id }) is not null;

    /// <returns>Whether the name was free in the account.</returns>
    public static async Task<bool> AddAsync(Session session, EnterpriseProjectRow enterpriseProject) =>
        await session.ExecuteAsync(
            """
            INSERT INTO enterprise_project (id, domain_id, name, description, status, type, created_at, updated_at)
            VALUES (@Id, @DomainId, @Name, @Description, @Status, @Type, @CreatedAt, @UpdatedAt)
            ON CONFLICT DO NOTHING
            """,
            enterpriseProject) == 1;
}
