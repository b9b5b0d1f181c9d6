using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Policies;

/// <summary>A custom policy.</summary>
internal sealed class PolicyRow
{
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    public required string Name { get; init; }

    public required string Document { get; init; }

    public required long CreatedAt { get; init; }
}

/// <summary>A grant of a policy, with the document when the policy is a custom one.</summary>
internal sealed class GrantRow
{
    /// <summary>Value of <see cref="Scope"/>: one project.</summary>
    public const string Project = "project";

    /// <summary>Value of <see cref="Scope"/>: every project of the account.</summary>
    public const string AllProjects = "all_projects";

    /// <summary>Value of <see cref="Scope"/>: an enterprise project.</summary>
    public const string EnterpriseProject = "enterprise_project";

    public required string UserId { get; init; }

    /// <summary>Id of a custom policy, or name of a built-in one.</summary>
    public required string Policy { get; init; }

    public required string Scope { get; init; }

    /// <summary>Id of the project or enterprise project; empty for all projects.</summary>
    public required string ScopeId { get; init; }

    /// <summary>What tells the grants of a user apart, and orders those of one moment.</summary>
    public string Key => $"{Policy}/{Scope}/{ScopeId}";

    public string? Name { get; init; }

    public string? Document { get; init; }

    public long CreatedAt { get; init; }
}

/// <summary>SQL of policies and of who has them.</summary>
internal static class PolicyStore
{
    private const string Select = "SELECT id, domain_id, name, document, created_at FROM policy";

    public static Task<PolicyRow?> FindAsync(Session session, string id) => session.FindAsync<PolicyRow>($"{Select} WHERE id = @id", new { id });

    /// <summary>As <see cref="FindAsync"/>; others who do the same wait until the transaction ends.</summary>
    public static Task<PolicyRow?> FindForChangeAsync(Session session, string id) =>
        session.FindAsync<PolicyRow>($"{Select} WHERE id = @id{session.Dialect.ForUpdate}", new { id });

    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<PolicyRow>> ListAsync(Session session, string domainId, Page page) =>
        session.QueryAsync<PolicyRow>(
            $"{Select} WHERE domain_id = @domainId AND (created_at, id) > (@CreatedAt, @Id) ORDER BY created_at, id LIMIT @Rows",
            new { domainId, page.CreatedAt, page.Id, page.Rows });

    /// <returns>Whether the name is free in the account, but for the policy itself.</returns>
    public static async Task<bool> IsFreeAsync(Session session, string domainId, string name, string id) =>
        await session.ScalarAsync<string>(
            "SELECT id FROM policy WHERE domain_id = @domainId AND name = @name AND id <> @id", new { domainId, name, id }) is null;

    public static Task UpdateAsync(Session session, string id, string name, string document) =>
        session.ExecuteAsync("UPDATE policy SET name = @name, document = @document WHERE id = @id", new { id, name, document });

    public static Task DeleteAsync(Session session, string id) => session.ExecuteAsync("DELETE FROM policy WHERE id = @id", new { id });

    /// <summary>Whether anybody has it.</summary>
    public static async Task<bool> IsGrantedAsync(Session session, string policy) =>
        await session.ScalarAsync<string>("SELECT user_id FROM policy_grant WHERE policy = @policy LIMIT 1", new { policy }) is not null;

    /// <returns>Whether the name was free in the account.</returns>
    public static async Task<bool> AddAsync(Session session, PolicyRow policy) =>
        await session.ExecuteAsync(
            """
            INSERT INTO policy (id, domain_id, name, document, created_at) VALUES (@Id, @DomainId, @Name, @Document, @CreatedAt)
            ON CONFLICT DO NOTHING
            """,
            policy) == 1;

    /// <returns>Whether the user did not have it yet.</returns>
    public static async Task<bool> GrantAsync(Session session, GrantRow grant) =>
        await session.ExecuteAsync(
            """
            INSERT INTO policy_grant (user_id, policy, scope, scope_id, created_at)
            VALUES (@UserId, @Policy, @Scope, @ScopeId, @CreatedAt)
            ON CONFLICT DO NOTHING
            """,
            grant) == 1;

    /// <returns>Whether the user had it.</returns>
    public static async Task<bool> RevokeAsync(Session session, GrantRow grant) =>
        await session.ExecuteAsync(
            "DELETE FROM policy_grant WHERE user_id = @UserId AND policy = @Policy AND scope = @Scope AND scope_id = @ScopeId", grant) == 1;

    /// <summary>Oldest first, without the documents.</summary>
    public static Task<IReadOnlyList<GrantRow>> ListGrantsAsync(Session session, string userId, Page page) =>
        session.QueryAsync<GrantRow>(
            """
            SELECT user_id, policy, scope, scope_id, created_at FROM policy_grant
            WHERE user_id = @userId AND (created_at, policy || '/' || scope || '/' || scope_id) > (@CreatedAt, @Id)
            ORDER BY created_at, policy || '/' || scope || '/' || scope_id LIMIT @Rows
            """,
            new { userId, page.CreatedAt, page.Id, page.Rows });

    public static Task<IReadOnlyList<GrantRow>> ListGrantsAsync(Session session, string userId) =>
        session.QueryAsync<GrantRow>(
            """
            SELECT g.user_id, g.policy, g.scope, g.scope_id, g.created_at, p.name, p.document
            FROM policy_grant g LEFT JOIN policy p ON p.id = g.policy
            WHERE g.user_id = @userId
            ORDER BY g.created_at, g.policy, g.scope, g.scope_id
            """,
            new { userId });
}
