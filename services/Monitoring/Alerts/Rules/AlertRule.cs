namespace VpnMesh.Monitoring.Alerts.Rules;

/// <summary>A rule with the values that hold in a project.</summary>
/// <param name="Kind">Which rule.</param>
/// <param name="Enabled">Whether alerts are raised by it; those that are open are cleared when they are not any more.</param>
/// <param name="Values">A value for each parameter of the rule.</param>
internal sealed record AlertRule(RuleKind Kind, bool Enabled, IReadOnlyDictionary<string, long> Values)
{
    public long Seconds => Values[RuleParameter.Seconds];

    public long Milliseconds => Seconds * 1000;

    public long Changes => Values[RuleParameter.Changes];

    public long Percent => Values[RuleParameter.Percent];

    public long Days => Values[RuleParameter.Days];
}

/// <summary>All rules as they hold in a project.</summary>
internal sealed class RuleSet(IEnumerable<AlertRule> rules)
{
    private readonly Dictionary<string, AlertRule> _rules = rules.ToDictionary(rule => rule.Kind.Name, StringComparer.Ordinal);

    public IEnumerable<AlertRule> All => _rules.Values;

    public AlertRule this[string name] => _rules[name];
}
