using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace VpnMesh.Edge.Transcoding;

/// <summary>Turns the digits of a JSON number or of a query parameter into a protobuf value.</summary>
internal static class NumberToWire
{
    private const NumberStyles Spelling = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Appends the field.</summary>
    /// <returns>Whether the digits are a number that the field can hold.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> digits, FieldSchema field, PooledBuffer wire)
    {
        if (field.Kind is FieldKind.Double or FieldKind.Float)
        {
            return TryWriteFraction(digits, field, wire);
        }
        if (!TryParse(digits, field.Kind, out var value))
        {
            // 1.0 and 1e3 are integers too, only spelled otherwise.
            Span<byte> plain = stackalloc byte[PlainInteger.MaxLength];
            if (!TryParse(plain[..PlainInteger.Write(digits, plain)], field.Kind, out value))
            {
                return false;
            }
        }
        wire.WriteVarint(field.Tag);
        wire.WriteVarint(value);
        return true;
    }

    /// <summary>The rule that a value of this kind breaks.</summary>
    public static string Rule(FieldKind kind) => kind is FieldKind.Double or FieldKind.Float ? "must be a number" : "must be an integer";

    private static bool Holds(FieldKind kind, long value) => kind switch
    {
        FieldKind.Int32 => value is >= int.MinValue and <= int.MaxValue,
        FieldKind.UInt32 => value is >= 0 and <= uint.MaxValue,
        _ => true,
    };

    private static bool TryParse(ReadOnlySpan<byte> digits, FieldKind kind, out ulong value)
    {
        int consumed;
        if (kind == FieldKind.UInt64)
        {
            return Utf8Parser.TryParse(digits, out value, out consumed) && consumed == digits.Length;
        }
        var isInteger = Utf8Parser.TryParse(digits, out long signed, out consumed) && consumed == digits.Length;
        value = (ulong)signed;
        return isInteger && Holds(kind, signed);
    }

    private static bool TryWriteFraction(ReadOnlySpan<byte> digits, FieldSchema field, PooledBuffer wire)
    {
        if (!double.TryParse(digits, Spelling, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return false;
        }
        wire.WriteVarint(field.Tag);
        if (field.Kind == FieldKind.Double)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(wire.GetSpan(sizeof(double)), value);
            wire.Advance(sizeof(double));
            return true;
        }
        BinaryPrimitives.WriteSingleLittleEndian(wire.GetSpan(sizeof(float)), (float)value);
        wire.Advance(sizeof(float));
        return true;
    }
}
