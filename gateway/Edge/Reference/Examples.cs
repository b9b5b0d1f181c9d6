using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Edge.Reference;

/// <summary>The examples that lie beside the protos: a file per operation, with named requests and answers.</summary>
internal static class Examples
{
    /// <summary>Examples of the body of a request; none where there are none.</summary>
    public static IDictionary<string, IOpenApiExample>? OfRequest(string operation) => Read(operation, "requests");

    /// <summary>Examples of the body of an answer; none where there are none.</summary>
    public static IDictionary<string, IOpenApiExample>? OfAnswer(string operation) => Read(operation, "answers");

    private static Dictionary<string, IOpenApiExample>? Read(string operation, string side)
    {
        using var file = typeof(OptionsReflection).Assembly.GetManifestResourceStream($"examples/{operation}.json");
        return file is null || JsonNode.Parse(file)![side] is not JsonObject examples
            ? null
            : examples.ToDictionary(example => example.Key, IOpenApiExample (example) => new OpenApiExample { Value = example.Value!.DeepClone() });
    }
}
