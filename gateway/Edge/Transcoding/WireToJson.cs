using System.Text;
using System.Text.Json;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Edge.Transcoding;

/// <summary>
/// Writes the bytes of a protobuf message as JSON, fields in the order of their declaration: plain scalars always, fields with presence and
/// lists only when they have a value, unless their rule says otherwise.
/// </summary>
internal ref struct WireToJson(Utf8JsonWriter json)
{
    private const int Absent = -1;
    [ThreadStatic]
    private static Utf8JsonWriter? s_writer;
    private readonly Utf8JsonWriter _json = json;

    /// <summary>Appends the JSON object of a message.</summary>
    /// <param name="message">Bytes of the message.</param>
    /// <param name="schema">Fields to show.</param>
    /// <param name="requestId">Fills the field <c>request_id</c> of the message, if it has one; null leaves it to the service.</param>
    /// <param name="output">Where the JSON goes.</param>
    public static void Write(ReadOnlySpan<byte> message, MessageSchema schema, string? requestId, PooledBuffer output)
    {
        var writer = s_writer ??= new Utf8JsonWriter(output, JsonForm.Writing);
        writer.Reset(output);
        new WireToJson(writer).WriteMessage(message, schema, requestId);
        writer.Flush();
    }

    private readonly void WriteMessage(ReadOnlySpan<byte> message, MessageSchema schema, string? requestId)
    {
        Span<int> positions = stackalloc int[schema.Fields.Length];
        Locate(message, schema, positions);
        _json.WriteStartObject();
        for (var index = 0; index < positions.Length; index++)
        {
            var field = schema.Fields[index];
            if (requestId is not null && field.Utf8Name.AsSpan().SequenceEqual("request_id"u8))
            {
                _json.WriteString(field.Property, requestId);
            }
            else if (positions[index] == Absent)
            {
                WriteAbsent(field);
            }
            else
            {
                _json.WritePropertyName(field.Property);
                WriteField(message, field, positions[index]);
            }
        }
        _json.WriteEndObject();
    }

    // Of a single field the last occurrence counts, of a list all from the first on.
    private static void Locate(ReadOnlySpan<byte> message, MessageSchema schema, Span<int> positions)
    {
        positions.Fill(Absent);
        var reader = new WireReader(message);
        while (!reader.AtEnd)
        {
            var position = reader.Position;
            var tag = reader.ReadTag();
            reader.Skip(tag);
            var index = schema.IndexOf((int)(tag >> 3));
            if (index >= 0 && !(schema.Fields[index].IsList && positions[index] != Absent))
            {
                positions[index] = position;
            }
        }
    }

    private readonly void WriteAbsent(FieldSchema field)
    {
        if (field.WhenAbsent == WhenAbsent.Null)
        {
            _json.WriteNull(field.Property);
            return;
        }
        if (field.WhenAbsent == WhenAbsent.EmptyList)
        {
            _json.WriteStartArray(field.Property);
            _json.WriteEndArray();
            return;
        }
        if (field.IsList || field.HasPresence)
        {
            return;
        }
        if (field.Kind == FieldKind.Text)
        {
            _json.WriteString(field.Property, ""u8);
        }
        else if (field.Kind == FieldKind.Boolean)
        {
            _json.WriteBoolean(field.Property, false);
        }
        else
        {
            _json.WriteNumber(field.Property, 0);
        }
    }

    private readonly void WriteField(ReadOnlySpan<byte> message, FieldSchema field, int position)
    {
        var reader = new WireReader(message) { Position = position };
        if (field.IsList)
        {
            WriteList(ref reader, field);
            return;
        }
        reader.ReadTag();
        WriteValue(ref reader, field);
    }

    private readonly void WriteList(ref WireReader reader, FieldSchema field)
    {
        _json.WriteStartArray();
        while (!reader.AtEnd)
        {
            var tag = reader.ReadTag();
            if (tag >> 3 != field.Number)
            {
                reader.Skip(tag);
            }
            else if (tag == field.Tag)
            {
                WriteValue(ref reader, field);
            }
            else
            {
                // Lists of numbers come packed: one run of values without tags.
                var packed = new WireReader(reader.ReadDelimited());
                while (!packed.AtEnd)
                {
                    WriteValue(ref packed, field);
                }
            }
        }
        _json.WriteEndArray();
    }

    private readonly void WriteValue(ref WireReader reader, FieldSchema field)
    {
        switch (field.Kind)
        {
            case FieldKind.Text:
                _json.WriteStringValue(reader.ReadDelimited());
                break;
            case FieldKind.Boolean:
                _json.WriteBooleanValue(reader.ReadVarint() != 0);
                break;
            case FieldKind.Object:
                WriteMessage(reader.ReadDelimited(), field.Message!, requestId: null);
                break;
            case FieldKind.BareList:
                var items = new WireReader(reader.ReadDelimited());
                WriteList(ref items, field.Message!.Fields[0]);
                break;
            default:
                WriteNumber(ref reader, field.Kind);
                break;
        }
    }

    private readonly void WriteNumber(ref WireReader reader, FieldKind kind)
    {
        switch (kind)
        {
            case FieldKind.UInt32 or FieldKind.UInt64:
                _json.WriteNumberValue(reader.ReadVarint());
                break;
            case FieldKind.Double:
                _json.WriteNumberValue(reader.ReadDouble());
                break;
            case FieldKind.Float:
                _json.WriteNumberValue(reader.ReadFloat());
                break;
            default:
                _json.WriteNumberValue((long)reader.ReadVarint());
                break;
        }
    }

    /// <summary>The text of a field of a message, or null when it is not there.</summary>
    public static string? FindText(ReadOnlySpan<byte> message, FieldSchema field)
    {
        string? text = null;
        var reader = new WireReader(message);
        while (!reader.AtEnd)
        {
            var tag = reader.ReadTag();
            if (tag == field.Tag)
            {
                text = Encoding.UTF8.GetString(reader.ReadDelimited());
                continue;
            }
            reader.Skip(tag);
        }
        return text;
    }
}
