using VpnMesh.Identity.Policies;

namespace VpnMesh.Identity.Authorization;

/// <summary>A policy that a user has, and where.</summary>
/// <param name="DisplayName">Name of a built-in policy, id of a custom one; what <see cref="Policy.Depends"/> names.</param>
/// <param name="Policy">What it allows and denies.</param>
/// <param name="Scope">One of the scopes of <see cref="GrantRow"/>.</param>
/// <param name="ScopeId">Id of the project or enterprise project; empty for all projects.</param>
internal sealed record Grant(string DisplayName, Policy Policy, string Scope, string ScopeId)
{
    /// <summary>Whether the grant counts for calls in a project, whatever the enterprise project of the resource.</summary>
    public bool IsOnProject(string projectId) => Scope == GrantRow.AllProjects || (Scope == GrantRow.Project && ScopeId == projectId);

    /// <summary>
    /// Whether the grant is a permission in a project: the resources of an enterprise project may be in any project of the account, and a
    /// policy of Denies only grants nothing.
    /// </summary>
    public bool IsPermissionIn(string projectId) =>
        (Scope == GrantRow.EnterpriseProject || IsOnProject(projectId)) && Policy.Statements.Any(statement => !statement.Deny);

    public static Grant Of(GrantRow row) => new(row.Policy, PolicyOf(row), row.Scope, row.ScopeId);

    private static Policy PolicyOf(GrantRow row) =>
        row.Document is { } document
            ? PolicyDocument.ReadCustom(row.Policy, row.Name!, document)
            : BuiltInPolicies.Find(row.Policy) ?? throw new InvalidOperationException($"There is no policy {row.Policy}.");
}
