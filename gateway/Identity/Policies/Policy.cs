namespace VpnMesh.Identity.Policies;

/// <summary>A policy or role, read from its document.</summary>
/// <param name="Id">Id in <c>token.roles[].id</c>.</param>
/// <param name="Name">Name in <c>token.roles[].name</c>.</param>
/// <param name="Statements">What it allows and denies; alternatives.</param>
/// <param name="Depends">Display names of the roles that must be attached in the same place; empty for a policy.</param>
internal sealed record Policy(string Id, string Name, IReadOnlyList<Statement> Statements, IReadOnlyList<string> Depends);

/// <summary>One statement of a policy.</summary>
/// <param name="Deny">Whether it denies instead of allowing.</param>
/// <param name="Actions">The actions it names.</param>
/// <param name="Except">Whether it is about every action but those named (<c>NotAction</c>).</param>
/// <param name="Conditions">All must hold.</param>
internal sealed record Statement(bool Deny, IReadOnlyList<ActionPattern> Actions, bool Except, IReadOnlyList<Condition> Conditions)
{
    /// <summary>
    /// Whether the statement applies. One that has a condition which cannot be decided applies when it denies and not when it allows.
    /// </summary>
    public bool Matches(string action, ConditionContext context)
    {
        if (Actions.Any(pattern => pattern.Matches(action)) == Except)
        {
            return false;
        }
        var outcomes = Conditions.Select(condition => condition.Holds(context)).ToArray();
        return outcomes.Contains(null) ? Deny : Array.TrueForAll(outcomes, holds => holds == true);
    }
}
