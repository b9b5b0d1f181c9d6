using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos.Options.V1;
using FieldSchema = VpnMesh.Edge.Transcoding.FieldSchema;

namespace VpnMesh.Edge.Reference;

/// <summary>The values that a field may have, in words of JSON Schema.</summary>
internal static class FieldValues
{
    /// <summary>The schema of one value: of the field, or of each element of a list.</summary>
    public static OpenApiSchema Of(FieldSchema field, Schema rules)
    {
        var schema = OfType(field.Kind);
        Limit(schema, rules);
        Shape(schema, ShapeOf(rules.Form));
        if (rules.OneOf.Count > 0)
        {
            schema.Enum = [.. rules.OneOf.Select(text => Value(text, field.Kind))];
        }
        if (field.IsBooleanText)
        {
            schema.Type |= JsonSchemaType.String;
            schema.Enum = [true, false, "true", "false"];
        }
        return schema;
    }

    /// <summary>A value that the protos have as text.</summary>
    public static JsonNode Value(string text, FieldKind kind) => kind switch
    {
        FieldKind.Text => text,
        FieldKind.Boolean => bool.Parse(text),
        FieldKind.Double or FieldKind.Float => double.Parse(text, CultureInfo.InvariantCulture),
        _ => long.Parse(text, CultureInfo.InvariantCulture),
    };

    private static OpenApiSchema OfType(FieldKind kind) => kind switch
    {
        FieldKind.Text => new() { Type = JsonSchemaType.String },
        FieldKind.Boolean => new() { Type = JsonSchemaType.Boolean },
        FieldKind.Int32 or FieldKind.UInt32 => new() { Type = JsonSchemaType.Integer, Format = "int32" },
        FieldKind.Double or FieldKind.Float => new() { Type = JsonSchemaType.Number },
        _ => new() { Type = JsonSchemaType.Integer, Format = "int64" },
    };

    private static void Limit(OpenApiSchema schema, Schema rules)
    {
        if (schema.Type == JsonSchemaType.String)
        {
            schema.MinLength = rules.HasMin ? (int)rules.Min : null;
            schema.MaxLength = rules.HasMax ? (int)rules.Max : null;
            return;
        }
        schema.Minimum = rules.HasMin ? rules.Min.ToString(CultureInfo.InvariantCulture) : null;
        schema.Maximum = rules.HasMax ? rules.Max.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static void Shape(OpenApiSchema schema, Shape? shape)
    {
        if (shape is null)
        {
            return;
        }
        schema.Format = shape.Format.Length > 0 ? shape.Format : schema.Format;
        schema.Pattern = shape.Pattern.Length > 0 ? shape.Pattern : null;
        if (shape.AnyOf.Count > 0)
        {
            schema.AnyOf = [.. shape.AnyOf.Select(form => new OpenApiSchema { Pattern = ShapeOf(form)!.Pattern })];
        }
    }

    private static Shape? ShapeOf(Form form) => SchemaReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(Form))
        .FindValueByNumber((int)form).GetOptions()?.GetExtension(SchemaExtensions.Shape);
}
