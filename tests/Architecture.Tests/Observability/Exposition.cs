using System.Text.RegularExpressions;

namespace VpnMesh.Architecture.Tests.Observability;

/// <summary>Metrics as Prometheus reads them: names, and for each the labels that it has.</summary>
internal static partial class Exposition
{
    public static Dictionary<string, HashSet<string>> Read(string text)
    {
        var metrics = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var sample = Sample().Match(line);
            if (!metrics.TryGetValue(sample.Groups["name"].Value, out var labels))
            {
                metrics[sample.Groups["name"].Value] = labels = [];
            }
            labels.UnionWith(Label().Matches(sample.Groups["labels"].Value).Select(label => label.Groups[1].Value));
        }
        return metrics;
    }

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? ")]
    private static partial Regex Sample();

    [GeneratedRegex("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Label();
}
