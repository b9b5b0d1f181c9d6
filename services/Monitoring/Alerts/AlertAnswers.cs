using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Monitoring.Alerts;

/// <summary>Alerts and rules as administrators see them.</summary>
internal static class AlertAnswers
{
    public static Alert Shown(AlertRow alert) => new()
    {
        Id = alert.Id,
        Rule = alert.Rule,
        ProjectId = alert.ProjectId,
        AboutType = alert.AboutType,
        AboutId = alert.AboutId,
        AboutName = alert.AboutName,
        Summary = alert.Summary,
        RaisedAt = alert.RaisedAt.ToWireTime(),
        ClearedAt = alert.ClearedAt?.ToWireTime() ?? "",
        ClearedBecause = alert.ClearedBecause,
    };

    public static Protos.Monitoring.V1.AlertRule Shown(Rules.AlertRule rule)
    {
        var shown = new Protos.Monitoring.V1.AlertRule { Rule = rule.Kind.Name, Enabled = rule.Enabled };
        foreach (var (name, value) in rule.Values)
        {
            AlertRuleRules.Field(name).Accessor.SetValue(shown, value);
        }
        return shown;
    }
}
