using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using VpnMesh.Edge.Operations;

namespace VpnMesh.Edge.Reference;

/// <summary>The OpenAPI document of the API, made from the protos when somebody first asks for it.</summary>
internal sealed partial class PublishedDocument
{
    private readonly Lazy<byte[]> _json;
    private readonly Lazy<byte[]> _yaml;

    public PublishedDocument(OperationTable operations)
    {
        // Only the bytes are kept, not the many objects that they are written from.
        _json = new(() => Bytes(text => Write(operations).SerializeAsV31(new OpenApiJsonWriter(text, new OpenApiJsonWriterSettings { Terse = true }))));
        _yaml = new(() => Bytes(text => Write(operations).SerializeAsV31(new OpenApiYamlWriter(text))));
    }

    public byte[] Json => _json.Value;

    public byte[] Yaml => _yaml.Value;

    private static OpenApiDocument Write(OperationTable operations)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "VpnMesh",
                Version = "v5",
                Description = "Site-to-cloud and point-to-cloud VPN: the documented VPN API v5, with the identity calls that its clients make. "
                    + "Unknown fields and parameters are ignored. In an update a field that is absent or null keeps its value. Times are UTC.",
            },
            Servers = [new OpenApiServer { Url = "/", Description = "Where this document comes from" }],
            Paths = [],
            Tags = new HashSet<OpenApiTag>(),
        };
        var comments = new ProtoComments();
        Credentials.AddTo(document);
        ErrorDocument.AddTo(document);
        foreach (var file in operations.All.Select(operation => operation.Rpc.File).DistinctBy(OperationDocument.TagOf))
        {
            document.Tags.Add(new OpenApiTag { Name = OperationDocument.TagOf(file), Description = Pointer().Replace(comments.OfFile(file), "") });
        }
        document.Extensions = new Dictionary<string, IOpenApiExtension> { ["x-tagGroups"] = new JsonNodeExtension(TagGroups(operations)) };
        var writer = new OperationDocument(document, comments);
        foreach (var path in operations.All.GroupBy(operation => operation.Path.Text))
        {
            document.Paths[path.Key] = new OpenApiPathItem
            {
                Operations = path.ToDictionary(operation => HttpMethod.Parse(operation.Method), writer.Of),
            };
        }
        return document;
    }

    // Pages for people show the tags of each part of the system together.
    private static JsonArray TagGroups(OperationTable operations) =>
    [
        .. operations.All.DistinctBy(operation => OperationDocument.TagOf(operation.Rpc.File)).GroupBy(operation => operation.Cluster)
            .Select(group => new JsonObject
            {
                ["name"] = group.Key,
                ["tags"] = new JsonArray([.. group.Select(operation => (JsonNode)OperationDocument.TagOf(operation.Rpc.File))]),
            }),
    ];

    private static byte[] Bytes(Action<TextWriter> write)
    {
        using var text = new StringWriter { NewLine = "\n" };
        write(text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // Where the protos point into the contract, they do so for those who work on them.
    [GeneratedRegex(@"\s*\(contract: [^)]*\)")]
    private static partial Regex Pointer();
}
