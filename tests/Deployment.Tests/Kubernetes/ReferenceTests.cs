using System.Text.RegularExpressions;

namespace VpnMesh.Deployment.Tests.Kubernetes;

/// <summary>What manifests refer to is there, or is made by the script that makes it.</summary>
public sealed partial class ReferenceTests
{
    [Fact]
    public void Every_secret_is_made_by_the_script()
    {
        var made = Made();
        foreach (var (name, key) in Overlay.All.SelectMany(Referred).Distinct())
        {
            // Of the operator of RabbitMQ.
            if (name == "vpnmesh-rabbitmq-default-user")
            {
                continue;
            }
            made.ShouldContainKey(name);
            if (key is not null)
            {
                made[name].ShouldContain(key, name);
            }
        }
    }

    [Fact]
    public void Every_file_that_a_setting_names_is_mounted()
    {
        var looked = 0;
        foreach (var manifest in Overlay.All.Where(manifest => manifest.Label("app.kubernetes.io/part-of") == "vpnmesh" && manifest.Pod() is not null))
        {
            var mounted = manifest.Pod()!["spec"]!["volumes"]![0]!["projected"]!["sources"]!.AsArray().SelectMany(source => Files(source!["secret"]!)).ToArray();
            foreach (var file in Settings(manifest).Values.Where(value => value.StartsWith("/run/secrets/vpnmesh/", StringComparison.Ordinal)))
            {
                mounted.ShouldContain(Path.GetFileName(file), $"{manifest.Kind()} {manifest.Name()}");
                looked++;
            }
        }
        looked.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Every_ConfigMap_is_generated()
    {
        foreach (var overlay in Overlay.Names)
        {
            var maps = Overlay.Of(overlay).Where(manifest => manifest.Kind() == "ConfigMap").Select(manifest => manifest.Name()).ToHashSet();
            Overlay.Of(overlay).SelectMany(manifest => manifest.Containers()).SelectMany(container => container["envFrom"]?.AsArray() ?? [])
                .Select(from => from!["configMapRef"]!["name"]!.GetValue<string>()).ShouldAllBe(name => maps.Contains(name));
        }
    }

    [Fact]
    public void A_rollout_leaves_nothing_out() =>
        Overlay.All.ShouldAllBe(manifest => manifest.Label("vpnmesh.io/step") == "prepare" || manifest.Label("vpnmesh.io/step") == "migrate"
            || manifest.Label("vpnmesh.io/step") == "parts" || manifest.Label("vpnmesh.io/step") == "edge");

    /// <summary>Names of secrets, with the keys in them, as deploy/kubernetes/secrets makes them.</summary>
    private static Dictionary<string, string[]> Made()
    {
        var script = Deploy.Read("kubernetes/secrets");
        var parts = Loop().Match(script).Groups[1].Value.Split(' ');
        return Put().Matches(script).SelectMany(match => match.Groups[1].Value.Contains("$part", StringComparison.Ordinal)
                ? parts.Select(part => (Name: match.Groups[1].Value.Replace("$part", part), match.Groups[2].Value))
                : [(Name: match.Groups[1].Value, match.Groups[2].Value)])
            .ToDictionary(put => put.Name, put => put.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Trim('"').Split('=')[0]).ToArray());
    }

    private static IEnumerable<(string Name, string? Key)> Referred(JsonObject manifest)
    {
        foreach (var volume in manifest.Pod()?["spec"]!["volumes"]?.AsArray() ?? [])
        {
            if (volume!["secret"] is { } secret)
            {
                yield return (secret["secretName"]!.GetValue<string>(), null);
            }
            foreach (var source in volume["projected"]?["sources"]?.AsArray() ?? [])
            {
                var projected = source!["secret"]!;
                yield return (projected["name"]!.GetValue<string>(), null);
                foreach (var item in projected["items"]?.AsArray() ?? [])
                {
                    yield return (projected["name"]!.GetValue<string>(), item!["key"]!.GetValue<string>());
                }
            }
        }
    }

    /// <summary>Names of the files that a secret becomes.</summary>
    private static IEnumerable<string> Files(JsonNode secret) =>
        secret["items"]?.AsArray().Select(item => item!["path"]!.GetValue<string>()) ?? Made()[secret["name"]!.GetValue<string>()];

    private static Dictionary<string, string> Settings(JsonObject manifest)
    {
        var maps = Overlay.All.Where(one => one.Kind() == "ConfigMap").DistinctBy(one => one.Name()).ToDictionary(one => one.Name(), one => one["data"]!.AsObject());
        var settings = new Dictionary<string, string>();
        foreach (var container in manifest.Containers())
        {
            var named = (container["envFrom"]?.AsArray() ?? []).SelectMany(from => maps[from!["configMapRef"]!["name"]!.GetValue<string>()])
                .Select(setting => (setting.Key, Value: setting.Value!.GetValue<string>()));
            var own = (container["env"]?.AsArray() ?? []).Select(one => (Key: one!["name"]!.GetValue<string>(), Value: one["value"]?.GetValue<string>() ?? ""));
            foreach (var (key, value) in named.Concat(own))
            {
                settings[key] = value;
            }
        }
        return settings;
    }

    [GeneratedRegex(@"^for part in (.*); do$", RegexOptions.Multiline)]
    private static partial Regex Loop();

    [GeneratedRegex("^\\s*put \"?(vpnmesh[a-z$-]*)\"? (.*)$", RegexOptions.Multiline)]
    private static partial Regex Put();
}
