using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace VpnMesh.Edge.Transcoding;

/// <summary>
/// Turns a JSON body into the bytes of a protobuf message in one pass, without objects between. Types are strict, null counts as
/// absent, unknown fields are passed over, and of a repeated name the last value wins.
/// </summary>
internal ref struct JsonToWire
{
    // Taking back what an earlier value of the same name wrote costs a scan; nobody needs many.
    private const int MaxRepeatedNames = 16;
    private readonly PooledBuffer _wire;
    private Utf8JsonReader _json;
    private int _repeatedNames;

    private JsonToWire(ReadOnlySpan<byte> json, PooledBuffer wire)
    {
        _json = new Utf8JsonReader(json, JsonForm.Reading);
        _wire = wire;
    }

    /// <summary>Appends the fields of the message to the buffer. A body that is empty stands for <c>{}</c>.</summary>
    /// <returns>What is wrong with the body, or null.</returns>
    public static Fault? Write(ReadOnlySpan<byte> json, MessageSchema schema, PooledBuffer wire)
    {
        if (json.IsEmpty)
        {
            return null;
        }
        if (!Utf8.IsValid(json))
        {
            return NotUtf8(json);
        }
        try
        {
            return new JsonToWire(json, wire).ReadBody(schema);
        }
        catch (JsonException malformed)
        {
            var rule = IsTooDeep(json) ? "is nested too deep" : "is not valid JSON";
            return new Fault("", $"the body {rule} at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}");
        }
    }

    // The reader has one kind of exception for everything: only one that may go a level deeper can tell.
    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var deeper = new Utf8JsonReader(json, JsonForm.Reading with { MaxDepth = JsonForm.MaxDepth + 1 });
        try
        {
            while (deeper.Read())
            {
                if (deeper.CurrentDepth == JsonForm.MaxDepth && deeper.TokenType is (JsonTokenType.StartObject or JsonTokenType.StartArray))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // Something else is wrong before that.
        }
        return false;
    }

    private Fault? ReadBody(MessageSchema schema)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            // Malformed comes first: the rest is read for its position.
            _json.Skip();
            _json.Read();
            return new Fault("", "the body must be a JSON object");
        }
        var fault = ReadObject(schema);
        // What follows the object, beside white space, is an error that the reader raises.
        return fault ?? (_json.Read() ? new Fault("", "the body must be one JSON object") : null);
    }

    private Fault? ReadObject(MessageSchema schema)
    {
        var start = _wire.Length;
        Span<ulong> seen = stackalloc ulong[(schema.Fields.Length + 63) >> 6];
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var index = FindField(schema);
            _json.Read();
            if (index < 0)
            {
                _json.Skip();
                continue;
            }
            var field = schema.Fields[index];
            var bit = 1UL << (index & 63);
            var repeated = (seen[index >> 6] & bit) != 0;
            seen[index >> 6] |= bit;
            var fault = (repeated ? Forget(field, start) : null) ?? ReadField(field);
            if (fault is not null)
            {
                return fault.Under(field.Name);
            }
        }
        return null;
    }

    private int FindField(MessageSchema schema)
    {
        if (!_json.ValueIsEscaped)
        {
            return schema.IndexOf(_json.ValueSpan);
        }
        var name = ArrayPool<byte>.Shared.Rent(_json.ValueSpan.Length);
        try
        {
            return schema.IndexOf(name.AsSpan(0, _json.CopyString(name)));
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair is not the name of any field.
            return -1;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(name);
        }
    }

    private Fault? Forget(FieldSchema field, int start)
    {
        if (++_repeatedNames > MaxRepeatedNames)
        {
            return new Fault("", "is given too often");
        }
        var kept = start;
        var reader = new WireReader(_wire.Written) { Position = start };
        while (!reader.AtEnd)
        {
            var position = reader.Position;
            var tag = reader.ReadTag();
            reader.Skip(tag);
            if (tag != field.Tag)
            {
                _wire.Move(position, reader.Position, kept);
                kept += reader.Position - position;
            }
        }
        _wire.CutAt(kept);
        return null;
    }

    private Fault? ReadField(FieldSchema field)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            return null;
        }
        return field.IsList ? ReadList(field) : ReadValue(field);
    }

    private Fault? ReadList(FieldSchema field)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return new Fault("", "must be a list");
        }
        for (var index = 0; _json.Read() && _json.TokenType != JsonTokenType.EndArray; index++)
        {
            if (ReadValue(field) is { } fault)
            {
                return fault.At(index);
            }
        }
        return null;
    }

    private Fault? ReadValue(FieldSchema field) => field.Kind switch
    {
        FieldKind.Text => ReadText(field),
        FieldKind.Boolean => ReadBoolean(field),
        FieldKind.Object => ReadMessage(field),
        FieldKind.BareList => ReadBareList(field),
        _ => ReadNumber(field),
    };

    private Fault? ReadMessage(FieldSchema field)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return new Fault("", "must be an object");
        }
        _wire.WriteVarint(field.Tag);
        var start = _wire.OpenLength();
        var fault = ReadObject(field.Message!);
        _wire.CloseLength(start);
        return fault;
    }

    private Fault? ReadBareList(FieldSchema field)
    {
        _wire.WriteVarint(field.Tag);
        var start = _wire.OpenLength();
        var fault = ReadList(field.Message!.Fields[0]);
        _wire.CloseLength(start);
        return fault;
    }

    private readonly Fault? ReadText(FieldSchema field)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return new Fault("", "must be a string");
        }
        _wire.WriteVarint(field.Tag);
        if (!_json.ValueIsEscaped)
        {
            _wire.WriteVarint((ulong)_json.ValueSpan.Length);
            _wire.Write(_json.ValueSpan);
            return null;
        }
        var start = _wire.OpenLength();
        try
        {
            _wire.Advance(_json.CopyString(_wire.GetSpan(_json.ValueSpan.Length)));
        }
        catch (InvalidOperationException)
        {
            return new Fault("", "must not contain half of a surrogate pair");
        }
        if (_wire.Written[start..].Contains((byte)0))
        {
            return new Fault("", "must not contain the character U+0000");
        }
        _wire.CloseLength(start);
        return null;
    }

    private readonly Fault? ReadBoolean(FieldSchema field)
    {
        var isText = field.IsBooleanText && _json.TokenType == JsonTokenType.String;
        var isTrue = _json.TokenType == JsonTokenType.True || (isText && IsWord("true"u8));
        if (!isTrue && _json.TokenType != JsonTokenType.False && !(isText && IsWord("false"u8)))
        {
            return new Fault("", "must be true or false");
        }
        _wire.WriteVarint(field.Tag);
        _wire.WriteByte(isTrue ? (byte)1 : (byte)0);
        return null;
    }

    private readonly bool IsWord(ReadOnlySpan<byte> word)
    {
        try
        {
            return _json.ValueTextEquals(word);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no word.
            return false;
        }
    }

    private readonly Fault? ReadNumber(FieldSchema field) =>
        _json.TokenType == JsonTokenType.Number && NumberToWire.TryWrite(_json.ValueSpan, field, _wire)
            ? null
            : new Fault("", NumberToWire.Rule(field.Kind));

    private static Fault NotUtf8(ReadOnlySpan<byte> json)
    {
        var position = 0;
        while (Rune.DecodeFromUtf8(json[position..], out _, out var length) == OperationStatus.Done)
        {
            position += length;
        }
        var before = json[..position];
        return new Fault("", $"the body is not UTF-8 at line {before.Count((byte)'\n') + 1}, byte {position - before.LastIndexOf((byte)'\n')}");
    }
}
