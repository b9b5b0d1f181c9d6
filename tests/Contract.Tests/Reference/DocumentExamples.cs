using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace VpnMesh.Contract.Tests.Reference;

/// <summary>The examples of bodies in a document, each with its schema.</summary>
internal sealed class DocumentExamples
{
    private const string Id = "https://vpnmesh.invalid/openapi";
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };
    private readonly BuildOptions _known = new() { SchemaRegistry = new SchemaRegistry() };
    private readonly List<(string Name, string Schema, JsonNode Value)> _examples = [];

    public DocumentExamples(string json)
    {
        // A JSON Schema has what it refers to elsewhere than an OpenAPI document.
        var document = JsonNode.Parse(json.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;
        var definitions = document["components"]!["schemas"]!.DeepClone();
        foreach (var (_, definition) in definitions.AsObject())
        {
            // Callers bear what they do not know; examples have nothing that is not known.
            definition!["additionalProperties"] = false;
        }
        var all = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = Id, ["$defs"] = definitions };
        _ = JsonSchema.FromText(all.ToJsonString(), _known);
        Collect("", document);
    }

    public int Count => _examples.Count;

    public IEnumerable<string> Wrong() => _examples.SelectMany(example =>
    {
        var schema = JsonSchema.FromText(new JsonObject { ["$ref"] = Id + example.Schema }.ToJsonString(), _known);
        using var value = JsonDocument.Parse(example.Value.ToJsonString());
        return (schema.Evaluate(value.RootElement, Options).Details ?? []).SelectMany(detail => (detail.Errors ?? new Dictionary<string, string>())
            .Select(error => $"{example.Name} {detail.InstanceLocation}: {error.Value}"));
    });

    private void Collect(string path, JsonNode? node)
    {
        if (node is not JsonObject members)
        {
            return;
        }
        if (members["schema"]?["$ref"] is { } schema && members["examples"] is JsonObject examples)
        {
            _examples.AddRange(examples.Select(example => ($"{path} {example.Key}", $"{schema}", example.Value!["value"]!)));
            return;
        }
        foreach (var (name, member) in members)
        {
            Collect($"{path} {name}", member);
        }
    }
}
