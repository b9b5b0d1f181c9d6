using System.Buffers;
using System.Text;

namespace VpnMesh.Edge.Transcoding;

/// <summary>A growing run of bytes whose memory goes back to the pool. Not for use by two threads at once.</summary>
internal sealed class PooledBuffer(int capacity = 1024) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    public void WriteByte(byte value)
    {
        Ensure(1);
        _bytes[Length++] = value;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Writes a text as UTF-8.</summary>
    public void WriteText(ReadOnlySpan<char> text) => Advance(Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    public void WriteVarint(ulong value)
    {
        Ensure(10);
        while (value > 0x7F)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _bytes[Length++] = (byte)value;
    }

    /// <summary>Leaves room for the length of what is written next; <see cref="CloseLength"/> fills it in.</summary>
    public int OpenLength()
    {
        WriteByte(0);
        return Length;
    }

    /// <summary>Writes the length of everything since <see cref="OpenLength"/>, which is moved when one byte is not enough.</summary>
    public void CloseLength(int start)
    {
        var length = Length - start;
        var extra = VarintSize((uint)length) - 1;
        if (extra > 0)
        {
            Ensure(extra);
            _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(start + extra));
        }
        Length = start - 1;
        WriteVarint((ulong)length);
        Length += length;
    }

    /// <summary>Fills in four bytes, most significant first, as the frames of gRPC have them.</summary>
    public void SetBigEndian(int position, uint value) =>
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(position, sizeof(uint)), value);

    /// <summary>Moves a run of bytes to the front, over what was there.</summary>
    public void Move(int start, int end, int target) => _bytes.AsSpan(start, end - start).CopyTo(_bytes.AsSpan(target));

    /// <summary>Forgets what comes after a position.</summary>
    public void CutAt(int length) => Length = length;

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static int VarintSize(uint value) => (38 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7;

    private void Ensure(int size)
    {
        if (_bytes.Length - Length >= size)
        {
            return;
        }
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + size));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
