using System.Text.Json;
using Json.Schema;

namespace VpnMesh.Deployment.Tests.Kubernetes;

/// <summary>The schemas of the API of Kubernetes (Schemas/README.md), with no fields but those that it knows.</summary>
internal static class ApiSchemas
{
    private const string Id = "https://vpnmesh.invalid/kubernetes";
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };
    private static readonly Dictionary<string, JsonSchema> Kinds = Load();

    /// <summary>What is wrong with an object; nothing when it is as the API wants it.</summary>
    public static IReadOnlyList<string> Check(JsonObject manifest)
    {
        var kind = $"{manifest["apiVersion"]} {manifest["kind"]}";
        if (!Kinds.TryGetValue(kind, out var schema))
        {
            return [$"There is no schema of {kind}."];
        }
        using var json = JsonDocument.Parse(manifest.ToJsonString());
        var results = schema.Evaluate(json.RootElement, Options);
        return results.IsValid
            ? []
            : [.. (results.Details ?? []).SelectMany(detail => (detail.Errors ?? new Dictionary<string, string>())
                .Select(error => $"{kind} {manifest.Name()}{detail.InstanceLocation}: {error.Value}"))];
    }

    private static Dictionary<string, JsonSchema> Load()
    {
        using var stream = typeof(ApiSchemas).Assembly.GetManifestResourceStream("kubernetes.json")!;
        var vendored = JsonNode.Parse(stream)!.AsObject();
        var all = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = Id,
            ["$defs"] = vendored["$defs"]!.DeepClone(),
        };
        // Known to these schemas alone.
        var known = new BuildOptions { SchemaRegistry = new SchemaRegistry() };
        _ = JsonSchema.FromText(all.ToJsonString(), known);
        return vendored["kinds"]!.AsObject().ToDictionary(
            kind => kind.Key,
            kind => JsonSchema.FromText(new JsonObject { ["$ref"] = Id + kind.Value!.GetValue<string>() }.ToJsonString(), known));
    }
}
