using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Edge.Transcoding;

/// <summary>The JSON types that a field can have, with the wire form each stands for.</summary>
internal enum FieldKind
{
    Text,
    Boolean,
    Int32,
    Int64,
    UInt32,
    UInt64,
    Double,
    Float,
    Object,

    /// <summary>A message that stands for a bare JSON array (option <c>bare_list</c>).</summary>
    BareList,
}

/// <summary>What the transcoder needs to know of a field, taken from its descriptor once.</summary>
internal sealed class FieldSchema
{
    private const int WireVarint = 0;
    private const int WireFixed64 = 1;
    private const int WireDelimited = 2;
    private const int WireFixed32 = 5;

    public FieldSchema(FieldDescriptor field, MessageSchemas schemas)
    {
        var rule = field.GetOptions()?.GetExtension(OptionsExtensions.Field) ?? new FieldRule();
        Descriptor = field;
        Name = JsonNameOf(field);
        Utf8Name = Encoding.UTF8.GetBytes(Name);
        Property = JsonEncodedText.Encode(Name, JsonForm.Encoder);
        Number = field.FieldNumber;
        IsList = field.IsRepeated;
        HasPresence = field.HasPresence;
        WhenAbsent = rule.WhenAbsent;
        Header = rule.Header.Length == 0 ? null : rule.Header;
        InQuery = rule.Query;
        IsBooleanText = rule.BooleanText;
        Kind = KindOf(field);
        Tag = ((uint)Number << 3) | (uint)WireTypeOf(Kind);
        Message = Kind is FieldKind.Object or FieldKind.BareList ? schemas.Of(field.MessageType) : null;
    }

    public FieldDescriptor Descriptor { get; }

    /// <summary>Name in JSON, in the query and in messages to the caller.</summary>
    public string Name { get; }

    public byte[] Utf8Name { get; }

    public JsonEncodedText Property { get; }

    public int Number { get; }

    /// <summary>Number and wire type, as each value is preceded by it.</summary>
    public uint Tag { get; }

    public FieldKind Kind { get; }

    public bool IsList { get; }

    public bool HasPresence { get; }

    public WhenAbsent WhenAbsent { get; }

    /// <summary>HTTP header the field travels in; null for the body, the path or the query.</summary>
    public string? Header { get; }

    /// <summary>The field travels in the query although the operation has a body.</summary>
    public bool InQuery { get; }

    /// <summary>A boolean that may also be sent as one of the strings <c>true</c> and <c>false</c>.</summary>
    public bool IsBooleanText { get; }

    /// <summary>Fields of the message; null unless the kind is a message.</summary>
    public MessageSchema? Message { get; }

    public bool IsDelimited => (Tag & 7) == WireDelimited;

    // Only a json_name that somebody wrote counts: the one that protoc makes up is not the contract's.
    private static string JsonNameOf(FieldDescriptor field) => field.JsonName == DefaultJsonName(field.Name) ? field.Name : field.JsonName;

    private static string DefaultJsonName(string name)
    {
        var camel = new StringBuilder();
        var upper = false;
        foreach (var letter in name)
        {
            if (letter == '_')
            {
                upper = true;
                continue;
            }
            camel.Append(upper ? char.ToUpperInvariant(letter) : letter);
            upper = false;
        }
        return camel.ToString();
    }

    private static FieldKind KindOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => FieldKind.Text,
        FieldType.Bool => FieldKind.Boolean,
        FieldType.Int32 => FieldKind.Int32,
        FieldType.Int64 => FieldKind.Int64,
        FieldType.UInt32 => FieldKind.UInt32,
        FieldType.UInt64 => FieldKind.UInt64,
        FieldType.Double => FieldKind.Double,
        FieldType.Float => FieldKind.Float,
        FieldType.Message when field.IsMap => throw Unsupported(field),
        FieldType.Message when MessageSchema.IsBareList(field.MessageType) => FieldKind.BareList,
        FieldType.Message => FieldKind.Object,
        _ => throw Unsupported(field),
    };

    private static InvalidOperationException Unsupported(FieldDescriptor field) =>
        new($"{field.FullName} is of a type that the edge has no JSON form for.");

    private static int WireTypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.Object or FieldKind.BareList => WireDelimited,
        FieldKind.Double => WireFixed64,
        FieldKind.Float => WireFixed32,
        _ => WireVarint,
    };
}
