using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Context.V1;

namespace VpnMesh.Identity.Authorization;

/// <summary>Decides where an action is allowed (auth.md, section 5, <i>How a call is authorized</i>, steps 3 to 5).</summary>
internal static class AccessDecision
{
    private enum Verdict
    {
        Silent,
        Allow,
        Deny,
    }

    /// <summary>
    /// A Deny granted on the project refuses everywhere, one granted on an enterprise project there; an Allow granted on the project
    /// allows everywhere else, one granted on an enterprise project there.
    /// </summary>
    /// <param name="grants">Everything the user has.</param>
    /// <param name="projectId">Project of the call.</param>
    /// <param name="action">Action of the operation.</param>
    /// <param name="enterpriseProject">Whether grants made on enterprise projects count for the action.</param>
    /// <param name="context">What conditions are decided on.</param>
    public static Access Decide(
        IReadOnlyList<Grant> grants, string projectId, string action, bool enterpriseProject, ConditionContext context)
    {
        var onProject = Judge([.. grants.Where(grant => grant.IsOnProject(projectId))], action, context);
        if (onProject == Verdict.Deny)
        {
            return new Access();
        }
        var access = new Access { Everywhere = onProject == Verdict.Allow };
        if (!enterpriseProject)
        {
            return access;
        }
        foreach (var inOne in grants.Where(grant => grant.Scope == GrantRow.EnterpriseProject).GroupBy(grant => grant.ScopeId))
        {
            var verdict = Judge([.. inOne], action, context);
            if (verdict == Verdict.Deny)
            {
                access.NeverIn.Add(inOne.Key);
            }
            else if (verdict == Verdict.Allow)
            {
                access.OnlyIn.Add(inOne.Key);
            }
        }
        return access;
    }

    private static Verdict Judge(Grant[] grants, string action, ConditionContext context)
    {
        var verdict = Verdict.Silent;
        foreach (var statement in grants.Where(grant => HasWhatItDependsOn(grant, grants)).SelectMany(grant => grant.Policy.Statements))
        {
            if (!statement.Matches(action, context))
            {
                continue;
            }
            if (statement.Deny)
            {
                return Verdict.Deny;
            }
            verdict = Verdict.Allow;
        }
        return verdict;
    }

    private static bool HasWhatItDependsOn(Grant grant, Grant[] attached) =>
        grant.Policy.Depends.All(role => attached.Any(other => other.DisplayName == role));
}
