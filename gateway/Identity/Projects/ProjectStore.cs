using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Projects;

/// <summary>A project of an account.</summary>
internal sealed class ProjectRow
{
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    /// <summary>The account for a built-in project, the region's project for others.</summary>
    public required string ParentId { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public bool Enabled { get; init; } = true;

    public required long CreatedAt { get; init; }
}

/// <summary>Which projects a list shows; null stands for no condition.</summary>
internal sealed record ProjectFilter(string DomainId, string? Name = null, string? ParentId = null, bool? Enabled = null);

/// <summary>SQL of projects.</summary>
internal static class ProjectStore
{
    private const string Select = "SELECT id, domain_id, parent_id, name, description, enabled, created_at FROM project";

    public static Task<ProjectRow?> FindAsync(Session session, string id) =>
        session.FindAsync<ProjectRow>($"{Select} WHERE id = @id", new { id });

    public static Task<ProjectRow?> FindByNameAsync(Session session, string domainId, string name) =>
        session.FindAsync<ProjectRow>($"{Select} WHERE domain_id = @domainId AND name = @name", new { domainId, name });

    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<ProjectRow>> ListAsync(Session session, ProjectFilter filter, long limit, long offset)
    {
        var sql = $"{Select} WHERE domain_id = @DomainId";
        sql += filter.Name is null ? "" : " AND name = @Name";
        sql += filter.ParentId is null ? "" : " AND parent_id = @ParentId";
        sql += filter.Enabled is null ? "" : " AND enabled = @enabled";
        return session.QueryAsync<ProjectRow>(
            $"{sql} ORDER BY created_at, id LIMIT @limit OFFSET @offset",
            new { filter.DomainId, filter.Name, filter.ParentId, enabled = filter.Enabled == true ? 1L : 0L, limit, offset });
    }

    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<ProjectRow>> ListAsync(Session session, string domainId, Page page) =>
        session.QueryAsync<ProjectRow>(
            $"{Select} WHERE domain_id = @domainId AND (created_at, id) > (@CreatedAt, @Id) ORDER BY created_at, id LIMIT @Rows",
            new { domainId, page.CreatedAt, page.Id, page.Rows });

    public static Task EnableAsync(Session session, string id, bool enabled) =>
        session.ExecuteAsync("UPDATE project SET enabled = @enabled WHERE id = @id", new { id, enabled = enabled ? 1L : 0L });

    /// <returns>Whether the id and the name within the account were free.</returns>
    public static async Task<bool> AddAsync(Session session, ProjectRow project) =>
        await session.ExecuteAsync(
            """
            INSERT INTO project (id, domain_id, parent_id, name, description, enabled, created_at)
            VALUES (@Id, @DomainId, @ParentId, @Name, @Description, 1, @CreatedAt)
            ON CONFLICT DO NOTHING
            """,
            project) == 1;
}
