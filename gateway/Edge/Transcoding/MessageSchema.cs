using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Options.V1;

namespace VpnMesh.Edge.Transcoding;

/// <summary>The fields of a message in the order of their declaration, found by JSON name or by number.</summary>
internal sealed class MessageSchema
{
    private FieldSchema[] _fields = [];
    private int[] _byNumber = [];
    private int[] _byName = [];

    public ReadOnlySpan<FieldSchema> Fields => _fields;

    public static bool IsBareList(MessageDescriptor message) =>
        message.GetOptions()?.GetExtension(OptionsExtensions.Message)?.BareList == true;

    /// <summary>Index of the field with a number, or -1.</summary>
    public int IndexOf(int number) => (uint)number < (uint)_byNumber.Length ? _byNumber[number] : -1;

    /// <summary>Index of the field with a JSON name, or -1. Exactly that name: no other spelling of it counts.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        var mask = _byName.Length - 1;
        for (var slot = Hash(name) & mask; _byName[slot] >= 0; slot = (slot + 1) & mask)
        {
            if (_fields[_byName[slot]].Utf8Name.AsSpan().SequenceEqual(name))
            {
                return _byName[slot];
            }
        }
        return -1;
    }

    internal void Fill(IEnumerable<FieldSchema> fields)
    {
        _fields = [.. fields];
        _byNumber = new int[_fields.Select(field => field.Number).DefaultIfEmpty(0).Max() + 1];
        Array.Fill(_byNumber, -1);
        // At most half full, so that a probe for a name that is not there ends soon.
        _byName = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(_fields.Length * 2) + 2)];
        Array.Fill(_byName, -1);
        for (var index = 0; index < _fields.Length; index++)
        {
            _byNumber[_fields[index].Number] = index;
            var slot = Hash(_fields[index].Utf8Name) & (_byName.Length - 1);
            while (_byName[slot] >= 0)
            {
                slot = (slot + 1) & (_byName.Length - 1);
            }
            _byName[slot] = index;
        }
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return 0;
        }
        var hash = (uint)name.Length * 0x9E3779B1 ^ name[0] * 0x85EBCA6Bu ^ name[^1] * 0xC2B2AE35u ^ name[name.Length / 2] * 0x27D4EB2Fu;
        return (int)((hash ^ hash >> 15) & int.MaxValue);
    }
}

/// <summary>The schemas of all messages that were asked for, each made once; messages may refer to one another in circles.</summary>
internal sealed class MessageSchemas
{
    private readonly ConcurrentDictionary<string, MessageSchema> _schemas = new(StringComparer.Ordinal);

    public MessageSchema Of(MessageDescriptor message)
    {
        if (_schemas.TryGetValue(message.FullName, out var known))
        {
            return known;
        }
        var schema = new MessageSchema();
        _schemas[message.FullName] = schema;
        schema.Fill(message.Fields.InDeclarationOrder().Select(field => new FieldSchema(field, this)));
        return schema;
    }

    /// <summary>A schema with only some of a message's fields, for one side of one operation.</summary>
    public MessageSchema Of(MessageDescriptor message, Func<FieldSchema, bool> include)
    {
        var schema = new MessageSchema();
        schema.Fill(Of(message).Fields.ToArray().Where(include));
        return schema;
    }
}
