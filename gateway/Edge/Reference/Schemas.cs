using Microsoft.OpenApi;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos.Options.V1;
using FieldSchema = VpnMesh.Edge.Transcoding.FieldSchema;

namespace VpnMesh.Edge.Reference;

/// <summary>
/// The schemas of the document. A message has one component of its name, and more where operations differ in what they take or show of
/// it: those have the side or the operation in their name.
/// </summary>
internal sealed class Schemas(OpenApiDocument document)
{
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);

    /// <summary>A message, as one side of one operation has it.</summary>
    /// <param name="name">Name of the message.</param>
    /// <param name="fields">Its fields, or those of them that the body has.</param>
    /// <param name="rules">What the protos say of them.</param>
    public IOpenApiSchema Of(string name, MessageSchema fields, FieldRules rules)
    {
        var shown = fields.Fields.ToArray().Where(rules.Has).ToArray();
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = shown.ToDictionary(field => field.Name, field => Of(field, rules)),
            Required = shown.Where(rules.IsRequired).Select(field => field.Name).ToHashSet(),
        };
        return new OpenApiSchemaReference(Register(name, schema, rules), document);
    }

    /// <summary>A field of a body, or a parameter.</summary>
    public IOpenApiSchema Of(FieldSchema field, FieldRules rules)
    {
        var schema = WithoutComment(field, rules);
        schema.Description = rules.CommentOf(field);
        return schema;
    }

    /// <summary>A parameter, which has its description beside the schema.</summary>
    public IOpenApiSchema OfParameter(FieldSchema field, FieldRules rules) => WithoutComment(field, rules);

    private IOpenApiSchema WithoutComment(FieldSchema field, FieldRules rules)
    {
        var own = rules.Of(field);
        if (field.Kind == FieldKind.BareList)
        {
            return List(field.Message!.Fields[0], own, rules);
        }
        if (field.IsList)
        {
            return List(field, own, rules);
        }
        return field.Kind == FieldKind.Object ? Of(field.Descriptor.MessageType.Name, field.Message!, rules) : Scalar(field, own, rules);
    }

    private OpenApiSchema List(FieldSchema field, Schema own, FieldRules rules) => new()
    {
        Type = JsonSchemaType.Array,
        MinItems = own.HasMin ? (int)own.Min : null,
        MaxItems = own.HasMax ? (int)own.Max : null,
        Items = field.Kind == FieldKind.Object
            ? Of(field.Descriptor.MessageType.Name, field.Message!, rules)
            : FieldValues.Of(field, own.Each ?? new Schema()),
    };

    private static OpenApiSchema Scalar(FieldSchema field, Schema own, FieldRules rules)
    {
        var schema = FieldValues.Of(field, own);
        if (rules.HasDefaults && own.HasDefault)
        {
            schema.Default = FieldValues.Value(own.Default, field.Kind);
        }
        if (!rules.IsRequest && field.WhenAbsent == WhenAbsent.Null)
        {
            schema.Type |= JsonSchemaType.Null;
        }
        schema.WriteOnly = rules.IsRequest && field.Descriptor.GetOptions()?.DebugRedact == true;
        return schema;
    }

    private string Register(string name, OpenApiSchema schema, FieldRules rules)
    {
        using var text = new StringWriter();
        schema.SerializeAsV31(new OpenApiJsonWriter(text));
        var written = text.ToString();
        foreach (var candidate in Names(name, rules))
        {
            if (_written.TryAdd(candidate, written))
            {
                document.AddComponent(candidate, schema);
                return candidate;
            }
            if (_written[candidate] == written)
            {
                return candidate;
            }
        }
        throw new InvalidOperationException($"{rules.OperationId} has the message {name} in more ways than the document has names for.");
    }

    private static string[] Names(string name, FieldRules rules)
    {
        var side = rules.IsRequest ? "Request" : "Answer";
        return [name, $"{name}.{side}", $"{name}.{rules.OperationId}", $"{name}.{rules.OperationId}.{side}"];
    }
}
