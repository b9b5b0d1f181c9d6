using System.Text.Json;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Monitoring.Alerts.Rules;

/// <summary>What a rule must be like to be set.</summary>
internal static class AlertRuleRules
{
    private static readonly string[] Parameters =
        [.. RuleKinds.All.SelectMany(kind => kind.Parameters).Select(parameter => parameter.Name).Distinct()];

    /// <summary>The rule as it is stored.</summary>
    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static AlertRuleRow Check(SetAlertRuleRequest request)
    {
        var violations = new Violations();
        var given = request.Rule ?? new Protos.Monitoring.V1.AlertRule();
        var kind = RuleKinds.Find(given.Rule);
        if (kind is null)
        {
            violations.Add("rule.rule", $"must be one of {string.Join(", ", RuleKinds.All.Select(known => known.Name))}");
            violations.ThrowIfAny();
        }
        if (!Concerns(kind!, request.ProjectId))
        {
            violations.Add("project_id", request.ProjectId.Length == 0 ? $"is required for {kind!.Name}" : $"must be empty for {kind!.Name}");
        }
        var values = Parameters.Where(name => Field(name).Accessor.HasValue(given))
            .ToDictionary(name => name, name => (long)Field(name).Accessor.GetValue(given));
        foreach (var (name, value) in values)
        {
            Check(violations, kind!, name, value);
        }
        violations.ThrowIfAny();
        return new AlertRuleRow
        {
            ProjectId = request.ProjectId,
            Rule = kind!.Name,
            Enabled = given.HasEnabled ? given.Enabled ? 1 : 0 : null,
            Parameters = JsonSerializer.Serialize(values),
        };
    }

    /// <summary>Whether a rule is about what is in a project (any, for a project that is named), or about what is in none.</summary>
    public static bool Concerns(RuleKind kind, string projectId) => kind.Name == RuleKinds.AgentLost == (projectId.Length == 0);

    /// <summary>The field of the API in which a parameter is given.</summary>
    public static FieldDescriptor Field(string parameter) => Protos.Monitoring.V1.AlertRule.Descriptor.FindFieldByName(parameter);

    private static void Check(Violations violations, RuleKind kind, string name, long value)
    {
        var parameter = kind.Parameters.FirstOrDefault(known => known.Name == name);
        if (parameter is null)
        {
            violations.Add($"rule.{name}", $"is not allowed for {kind.Name}");
            return;
        }
        if (value < parameter.Least || value > parameter.Greatest)
        {
            violations.Add($"rule.{name}", $"must be {parameter.Least} to {parameter.Greatest}");
        }
    }
}
