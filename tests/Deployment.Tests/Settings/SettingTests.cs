using System.Text.RegularExpressions;

namespace VpnMesh.Deployment.Tests.Settings;

/// <summary>A setting that is misspelt in a deployment is one that nobody obeys.</summary>
public sealed partial class SettingTests
{
    private static readonly string[] Folders = ["deploy", "tilt"];

    [Fact]
    public void Every_setting_in_a_deployment_is_in_the_table_of_the_README()
    {
        var known = Known();
        known.Count.ShouldBeGreaterThan(60);
        var unknown = Files().SelectMany(file => Setting().Matches(File.ReadAllText(file)).Select(match => (Name: Plain(match.Value), File: Path.GetRelativePath(Checkout.Root, file))))
            .Distinct().Where(named => !known.Contains(named.Name)).ToArray();
        unknown.ShouldBeEmpty();
    }

    private static IEnumerable<string> Files() => Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/secrets/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal));

    /// <summary>Any setting may come from a file.</summary>
    private static string Plain(string name) => name.EndsWith("_FILE", StringComparison.Ordinal) ? name[..^"_FILE".Length] : name;

    /// <summary>
    /// The settings of the README, where <c>…_X</c> follows what begins alike, and those of the deployments themselves: variables of the
    /// example of compose, and of scripts, which have their defaults there.
    /// </summary>
    private static HashSet<string> Known()
    {
        var known = new HashSet<string>();
        foreach (var row in File.ReadLines(Path.Combine(Checkout.Root, "README.md")).Where(line => line.StartsWith("| `VPNMESH_", StringComparison.Ordinal)))
        {
            var names = InTable().Matches(row.Split('|')[1]).Select(match => match.Groups[1].Value).ToArray();
            var beginnings = Beginnings(names[0]).ToArray();
            known.UnionWith(names.SelectMany(name => name.StartsWith('…') ? beginnings.Select(beginning => beginning + name[1..]) : [name]));
        }
        known.UnionWith(Setting().Matches(Deploy.Read("compose/.env.example")).Select(match => match.Value));
        known.UnionWith(Files().Where(file => Path.GetExtension(file).Length == 0).SelectMany(file => Declared().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value));
        return known;
    }

    private static IEnumerable<string> Beginnings(string name)
    {
        for (var at = name.LastIndexOf('_'); at > "VPNMESH".Length; at = name.LastIndexOf('_', at - 1))
        {
            yield return name[..at];
        }
        yield return "VPNMESH";
    }

    [GeneratedRegex(@"\bVPNMESH_[A-Z0-9]+(_[A-Z0-9]+)*\b")]
    private static partial Regex Setting();

    [GeneratedRegex("`([A-Z0-9_…]+)`")]
    private static partial Regex InTable();

    [GeneratedRegex(@"(?:\$\{|os\.getenv\(')(VPNMESH_[A-Z_]+)(?::-|', )")]
    private static partial Regex Declared();
}
