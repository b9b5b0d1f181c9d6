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

    public string? Name { get; init; }

    public string? Document { get; init; }

    public long CreatedAt { get; init; }
}

/// <summary>SQL of policies and of who has them.</summary>
internal static class PolicyStore
{
    public static Task<PolicyRow?> FindAsync(Session session, string domainId, string id) =>
        session.FindAsync<PolicyRow>(
            "SELECT id, domain_id, name, document, created_at FROM policy WHERE domain_id = @domainId AND id = @id", new { domainId, id });

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
