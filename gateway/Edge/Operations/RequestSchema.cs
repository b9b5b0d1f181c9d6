using Google.Protobuf.Reflection;
using VpnMesh.Edge.Transcoding;

namespace VpnMesh.Edge.Operations;

/// <summary>Which field of a request message comes from where.</summary>
internal sealed class RequestSchema
{
    public RequestSchema(MessageDescriptor request, IReadOnlyList<string> variables, bool hasBody, MessageSchemas schemas)
    {
        var all = schemas.Of(request).Fields.ToArray();
        Path = [.. variables.Select(name => all.Single(field => field.Name == name && field is { Kind: FieldKind.Text, IsList: false }))];
        Headers = [.. all.Where(field => field.Header is not null)];
        bool Elsewhere(FieldSchema field) => Path.Contains(field) || field.Header is not null;
        Query = schemas.Of(request, field => !Elsewhere(field) && (field.InQuery || !hasBody) && field.Message is null);
        Body = hasBody ? schemas.Of(request, field => !Elsewhere(field) && !field.InQuery) : null;
    }

    /// <summary>The field of each path variable, from left to right.</summary>
    public IReadOnlyList<FieldSchema> Path { get; }

    public IReadOnlyList<FieldSchema> Headers { get; }

    public MessageSchema Query { get; }

    /// <summary>Fields of the body; null when the operation has none, and a body that is sent is ignored.</summary>
    public MessageSchema? Body { get; }
}
