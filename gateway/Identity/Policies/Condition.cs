namespace VpnMesh.Identity.Policies;

/// <summary>One key of an operator of a condition, with the values of which one suffices (auth.md, section 6).</summary>
/// <param name="Operator">Such as <c>StringEquals</c>; may be one that this program does not know.</param>
/// <param name="Key">Such as <c>g:UserName</c>; may be one that this program does not know.</param>
/// <param name="Values">What the key is compared with.</param>
internal sealed record Condition(string Operator, string Key, IReadOnlyList<string> Values)
{
    private const string IfExists = "IfExists";

    private static readonly Dictionary<string, Func<string, string, bool>> Operators = new(StringComparer.Ordinal)
    {
        ["StringEquals"] = (actual, value) => actual == value,
        ["StringStartWith"] = (actual, value) => actual.StartsWith(value, StringComparison.Ordinal),
        ["StringEndWith"] = (actual, value) => actual.EndsWith(value, StringComparison.Ordinal),
    };

    /// <summary>Whether the condition holds, or null when it cannot be decided: an unknown operator or key.</summary>
    public bool? Holds(ConditionContext context)
    {
        var optional = Operator.EndsWith(IfExists, StringComparison.Ordinal);
        var name = optional ? Operator[..^IfExists.Length] : Operator;
        if (!Operators.TryGetValue(name, out var compare) || !context.TryGet(Key, out var actual))
        {
            return null;
        }
        return actual is null ? optional : Values.Any(value => compare(actual, value));
    }
}
