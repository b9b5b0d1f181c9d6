using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace VpnMesh.EndToEnd.Tests.Events;

/// <summary>The AsyncAPI document of the events, to hold what is published to it.</summary>
public sealed class EventDocument
{

    private const string Id = "https://vpnmesh.invalid/events";

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly Dictionary<string, JsonSchema> _schemas;
    private readonly JsonObject _messages;

    /// <param name="text">The document.</param>
    public EventDocument(string text)
    {
        // A JSON Schema has what it refers to elsewhere than an AsyncAPI document.
        var components = JsonNode.Parse(text.Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal))!["components"]!;
        var definitions = components["schemas"]!.DeepClone().AsObject();
        foreach (var (_, definition) in definitions)
        {
            // Subscribers bear what they do not know; what this system publishes is known.
            definition!["additionalProperties"] = false;
        }
        _messages = components["messages"]!.AsObject();
        foreach (var (type, message) in _messages)
        {
            definitions[type] = message!["payload"]!.DeepClone();
        }
        var all = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["$id"] = Id, ["definitions"] = definitions };
        // Known to the schemas of this document alone.
        var known = new BuildOptions { SchemaRegistry = new SchemaRegistry() };
        _ = JsonSchema.FromText(all.ToJsonString(), known);
        _schemas = _messages.ToDictionary(
            message => message.Key,
            message => JsonSchema.FromText(new JsonObject { ["$ref"] = $"{Id}#/definitions/{message.Key}" }.ToJsonString(), known));
    }

    /// <summary>Types of the events that it has.</summary>
    public IEnumerable<string> Types => _schemas.Keys;

    /// <summary>Its examples.</summary>
    public IEnumerable<JsonNode> Examples =>
        _messages.SelectMany(message => message.Value!["examples"]!.AsArray()).Select(example => example!["payload"]!);

    /// <summary>The type of an event.</summary>
    public static string TypeOf(string cloudEvent)
    {
        using var json = JsonDocument.Parse(cloudEvent);
        return json.RootElement.GetProperty("type").GetString()!;
    }

    /// <summary>What is wrong with an event; nothing when it is as the document says.</summary>
    public IReadOnlyList<string> Check(string cloudEvent)
    {
        using var json = JsonDocument.Parse(cloudEvent);
        if (!_schemas.TryGetValue(json.RootElement.GetProperty("type").GetString()!, out var schema))
        {
            return [$"there is no such type: {cloudEvent}"];
        }
        var results = schema.Evaluate(json.RootElement, Options);
        return results.IsValid
            ? []
            : [.. (results.Details ?? []).SelectMany(detail => (detail.Errors ?? new Dictionary<string, string>())
                .Select(error => $"{detail.InstanceLocation}: {error.Value}: {cloudEvent}"))];
    }
}
