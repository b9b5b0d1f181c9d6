using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VpnMesh.Architecture.Tests.Observability;

/// <summary>What the dashboard and the alert rules ask for.</summary>
internal static partial class Queries
{
    public const string Dashboard = "deploy/observability/dashboard.json";
    public const string Rules = "deploy/observability/alerts.yaml";

    /// <summary>Every expression, with the legend that goes with it.</summary>
    public static IReadOnlyList<string> All() => [.. OfDashboard(JsonNode.Parse(Repository.Read(Dashboard))!), .. RuleLine().Matches(Repository.Read(Rules))
        .Select(match => match.Groups[1].Value)];

    public static IReadOnlyList<string> Alerts() => [.. AlertLine().Matches(Repository.Read(Rules)).Select(match => match.Groups[1].Value)];

    /// <summary>Names of metrics in an expression.</summary>
    public static IEnumerable<string> Metrics(string expression) => Metric().Matches(expression).Select(match => match.Value);

    /// <summary>Labels in an expression: selected by, grouped by, or shown.</summary>
    public static IEnumerable<string> Labels(string expression) =>
        Selected().Matches(expression).Select(match => match.Groups[1].Value)
            .Concat(Grouped().Matches(expression).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)))
            .Concat(Shown().Matches(expression).Select(match => match.Groups[1].Value));

    private static IEnumerable<string> OfDashboard(JsonNode dashboard) => dashboard["panels"]!.AsArray()
        .SelectMany(panel => panel!["targets"]?.AsArray() ?? [])
        .Select(target => $"{target!["expr"]!.GetValue<string>()} {target["legendFormat"]!.GetValue<string>()}")
        .Concat(dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!["definition"]?.GetValue<string>() ?? ""));

    [GeneratedRegex(@"^\s+expr: '?(.*?)'?$", RegexOptions.Multiline)]
    private static partial Regex RuleLine();

    [GeneratedRegex(@"^\s+- alert: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex AlertLine();

    [GeneratedRegex(@"\b(?:vpnmesh|dotnet|rabbitmq|process|db)_[a-z0-9_]+\b|\bup\b(?=\{)")]
    private static partial Regex Metric();

    [GeneratedRegex("([a-z_]+)(?:=~|!=|!~|=)\"")]
    private static partial Regex Selected();

    [GeneratedRegex(@"\bby \(([^)]+)\)")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"\{\{([a-z_]+)\}\}")]
    private static partial Regex Shown();
}
