using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Options.V1;
using VpnMesh.Protos.Resource.V5;
using FieldSchema = VpnMesh.Edge.Transcoding.FieldSchema;
using Operation = VpnMesh.Edge.Operations.Operation;

namespace VpnMesh.Edge.Reference;

/// <summary>What the protos say of the fields of one side of one operation.</summary>
internal sealed class FieldRules(Operation operation, Side side, ProtoComments comments)
{
    private static readonly Schema s_nothing = new();

    public string OperationId => operation.Id;

    public bool IsRequest => side == Side.Request;

    /// <summary>A field left out of a creation counts as its default; left out of an update it is kept.</summary>
    public bool HasDefaults => IsRequest && operation.Method != HttpMethods.Put;

    public Schema Of(FieldSchema field)
    {
        var own = Options(field.Descriptor);
        return Choose(own.Count > 0 ? own : Common(field.Descriptor) is { } common ? Options(common) : own);
    }

    public bool Has(FieldSchema field) => !Options(field.Descriptor).Any(schema => schema.NotIn.Contains(operation.Id));

    public bool IsRequired(FieldSchema field) => IsRequest
        ? Of(field).Required
        : Of(field).Always || field.WhenAbsent != WhenAbsent.LeftOut || (!field.IsList && !field.HasPresence);

    public string? CommentOf(FieldSchema field)
    {
        var own = comments.Of(field.Descriptor);
        var comment = own.Length == 0 && Common(field.Descriptor) is { } common ? comments.Of(common) : own;
        return comment.Length == 0 ? null : comment;
    }

    // What stands beside the body of a request, or in every answer, is described once for all.
    private FieldDescriptor? Common(FieldDescriptor field) =>
        field.ContainingType == operation.Rpc.InputType || field.ContainingType == operation.Rpc.OutputType
            ? CommonFields.Descriptor.FindFieldByName(field.Name)
            : null;

    private static RepeatedField<Schema> Options(FieldDescriptor field) => field.GetOptions()?.GetExtension(SchemaExtensions.Schema) ?? [];

    private Schema Choose(RepeatedField<Schema> schemas) =>
        schemas.FirstOrDefault(schema => schema.Of.Contains(operation.Id) && (schema.Side == Side.Both || schema.Side == side))
        ?? schemas.FirstOrDefault(schema => schema.Of.Count == 0 && schema.Side == side)
        ?? schemas.FirstOrDefault(schema => schema.Of.Count == 0 && schema.Side == Side.Both)
        ?? s_nothing;
}
