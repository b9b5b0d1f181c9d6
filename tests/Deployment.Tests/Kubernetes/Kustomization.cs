namespace VpnMesh.Deployment.Tests.Kubernetes;

/// <summary>
/// Renders an overlay as <c>kubectl kustomize</c> does, as far as the manifests of this project use it: machines that run the tests have no
/// kubectl. What it does not know is an error. Names of generated ConfigMaps stay without the hash of their content.
/// </summary>
internal sealed class Kustomization
{
    private static readonly HashSet<string> Known =
    [
        "apiVersion", "kind", "namespace", "resources", "components", "patches", "images", "configMapGenerator", "generatorOptions",
    ];

    private readonly string _folder;
    private readonly JsonObject _settings;
    private readonly List<JsonObject> _objects = [];

    private Kustomization(string folder, IEnumerable<JsonObject> inherited)
    {
        _folder = folder;
        _objects.AddRange(inherited);
        _settings = Yaml.Document(Path.Combine(folder, "kustomization.yaml")).AsObject();
        _settings.Select(setting => setting.Key).Where(key => !Known.Contains(key)).ShouldBeEmpty($"unknown to the renderer, in {folder}");
    }

    /// <summary>All objects of an overlay.</summary>
    public static IReadOnlyList<JsonObject> Render(string folder) => new Kustomization(folder, []).Render();

    private List<JsonObject> Render()
    {
        foreach (var resource in Texts("resources"))
        {
            var path = Path.GetFullPath(Path.Combine(_folder, resource));
            _objects.AddRange(Directory.Exists(path) ? Render(path) : Yaml.Documents(File.ReadAllText(path)).Select(document => document.AsObject()));
        }
        foreach (var entry in Items("configMapGenerator"))
        {
            GenerateConfigMap(entry);
        }
        foreach (var component in Texts("components"))
        {
            var rendered = new Kustomization(Path.GetFullPath(Path.Combine(_folder, component)), _objects.ToArray()).Render();
            _objects.Clear();
            _objects.AddRange(rendered);
        }
        foreach (var patch in Items("patches"))
        {
            Patch(patch);
        }
        foreach (var image in Items("images"))
        {
            SetImage(image);
        }
        SetNamespace();
        return _objects;
    }

    private void GenerateConfigMap(JsonObject entry)
    {
        var name = entry["name"]!.GetValue<string>();
        var existing = _objects.SingleOrDefault(one => one.Kind() == "ConfigMap" && one.Name() == name);
        (existing is not null).ShouldBe(entry["behavior"]?.GetValue<string>() == "merge", $"ConfigMap {name} in {_folder}");
        var map = existing ?? new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = new JsonObject() };
        foreach (var (key, value) in Content(entry))
        {
            map["data"]![key] = value;
        }
        var labels = entry["options"]?["labels"] ?? _settings["generatorOptions"]?["labels"];
        if (labels is not null)
        {
            map["metadata"]!["labels"] = labels.DeepClone();
        }
        if (existing is null)
        {
            _objects.Add(map);
        }
    }

    private IEnumerable<(string Key, string Value)> Content(JsonObject entry)
    {
        var lines = Texts(entry["envs"]).SelectMany(file => File.ReadLines(Path.Combine(_folder, file)))
            .Where(line => line.Length > 0 && line[0] != '#').Concat(Texts(entry["literals"]));
        foreach (var line in lines)
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            yield return (line[..at], line[(at + 1)..]);
        }
        foreach (var file in Texts(entry["files"]))
        {
            yield return (file, File.ReadAllText(Path.Combine(_folder, file)));
        }
    }

    private void Patch(JsonObject patch)
    {
        var operations = Yaml.Document(Path.Combine(_folder, patch["path"]!.GetValue<string>())).AsArray();
        var targets = _objects.Where(one => one.Matches(patch["target"]!)).ToArray();
        targets.ShouldNotBeEmpty($"{patch["path"]} in {_folder} changes nothing");
        foreach (var target in targets)
        {
            foreach (var operation in operations)
            {
                JsonPatch.Apply(target, operation!.AsObject());
            }
        }
    }

    private void SetImage(JsonObject image)
    {
        var name = image["name"]!.GetValue<string>();
        var containers = _objects.SelectMany(one => one.Containers()).Where(container => NameOf(container) == name).ToArray();
        containers.ShouldNotBeEmpty($"no container has the image {name}, in {_folder}");
        foreach (var container in containers)
        {
            container["image"] = $"{image["newName"] ?? name}:{image["newTag"]}";
        }
    }

    private static string NameOf(JsonNode container) => container["image"]!.GetValue<string>().Split(':')[0];

    private void SetNamespace()
    {
        if (_settings["namespace"] is { } given)
        {
            foreach (var one in _objects.Where(one => one.Kind() != "Namespace"))
            {
                one["metadata"]!["namespace"] = given.GetValue<string>();
            }
        }
    }

    private IEnumerable<JsonObject> Items(string field) => (_settings[field]?.AsArray() ?? []).Select(item => item!.AsObject());

    private IEnumerable<string> Texts(string field) => Texts(_settings[field]);

    private static IEnumerable<string> Texts(JsonNode? list) => (list?.AsArray() ?? []).Select(item => item!.GetValue<string>());
}
