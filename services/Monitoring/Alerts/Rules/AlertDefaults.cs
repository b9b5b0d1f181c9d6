using System.Globalization;

namespace VpnMesh.Monitoring.Alerts.Rules;

/// <summary>
/// The rules where nobody has set others for a project: settings <c>ALERT_&lt;RULE&gt;_&lt;PARAMETER&gt;</c> such as
/// <c>ALERT_CONNECTION_DOWN_SECONDS</c>, and <c>ALERT_&lt;RULE&gt;_ENABLED</c> (default true). Defaults and ranges are in
/// <see cref="RuleKinds"/>: connection_down 300 seconds, connection_flapping 6 changes in 600 seconds, certificate_expiring 14 days,
/// quota_usage 80 percent, monitor_loss 20 percent, quota_drift 86400 seconds.
/// </summary>
internal sealed class AlertDefaults(IConfiguration settings)
{
    private readonly AlertRule[] _rules = [.. RuleKinds.All.Select(kind => Read(settings, kind))];

    /// <summary>All of it as a text that differs when a value does.</summary>
    public string Text => string.Join('\n', _rules.Select(rule => $"{rule.Kind.Name} {rule.Enabled} {string.Join(' ', rule.Values)}"));

    /// <summary>The rules of a project.</summary>
    /// <param name="set">What an administrator has set for it.</param>
    public RuleSet With(IEnumerable<AlertRuleRow> set)
    {
        var rows = set.ToDictionary(row => row.Rule, StringComparer.Ordinal);
        return new RuleSet(_rules.Select(rule => rows.TryGetValue(rule.Kind.Name, out var row) ? With(rule, row) : rule));
    }

    private static AlertRule With(AlertRule rule, AlertRuleRow row)
    {
        var given = row.Values();
        var values = rule.Values.ToDictionary(value => value.Key, value => given.GetValueOrDefault(value.Key, value.Value));
        return rule with { Enabled = row.Enabled is { } enabled ? enabled == 1 : rule.Enabled, Values = values };
    }

    private static AlertRule Read(IConfiguration settings, RuleKind kind)
    {
        var prefix = $"ALERT_{kind.Name.ToUpperInvariant()}_";
        var values = kind.Parameters.ToDictionary(parameter => parameter.Name, parameter => Read(settings, prefix, parameter));
        return new AlertRule(kind, settings.GetValue(prefix + "ENABLED", true), values);
    }

    private static long Read(IConfiguration settings, string prefix, RuleParameter parameter)
    {
        var name = prefix + parameter.Name.ToUpperInvariant();
        if (settings[name] is not { Length: > 0 } text)
        {
            return parameter.Default;
        }
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        return isNumber && value >= parameter.Least && value <= parameter.Greatest
            ? value
            : throw new InvalidOperationException($"The setting VPNMESH_{name} must be {parameter.Least} to {parameter.Greatest}.");
    }
}
