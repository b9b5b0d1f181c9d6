using System.Buffers.Binary;

namespace VpnMesh.Edge.Transcoding;

/// <summary>Reads the wire form of protobuf.</summary>
/// <exception cref="InvalidDataException">The bytes are not a message.</exception>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; set; }

    public readonly bool AtEnd => Position >= _bytes.Length;

    public uint ReadTag() => (uint)ReadVarint();

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && Position < _bytes.Length; shift += 7)
        {
            var next = _bytes[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw Malformed();
    }

    public ReadOnlySpan<byte> ReadDelimited() => Take(ReadVarint());

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public void Skip(uint tag)
    {
        switch (tag & 7)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Take(sizeof(ulong));
                break;
            case 2:
                ReadDelimited();
                break;
            case 5:
                Take(sizeof(uint));
                break;
            default:
                throw Malformed();
        }
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(_bytes.Length - Position))
        {
            throw Malformed();
        }
        var taken = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }

    private static InvalidDataException Malformed() => new("The answer of the service is not a protobuf message.");
}
