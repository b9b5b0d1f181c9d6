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
        if (field.Kind == FieldKind.UInt64 && Utf8Parser.TryParse(digits, out ulong large, out var consumed) && consumed == digits.Length)
        {
            wire.WriteVarint(field.Tag);
            wire.WriteVarint(large);
            return true;
        }
        if (!TryParseInteger(digits, out var value) || !Holds(field.Kind, value))
        {
            return false;
        }
        wire.WriteVarint(field.Tag);
        wire.WriteVarint((ulong)value);
        return true;
    }

    /// <summary>The rule that a value of this kind breaks.</summary>
    public static string Rule(FieldKind kind) => kind is FieldKind.Double or FieldKind.Float ? "must be a number" : "must be an integer";

    private static bool Holds(FieldKind kind, long value) => kind switch
    {
        FieldKind.Int32 => value is >= int.MinValue and <= int.MaxValue,
        FieldKind.UInt32 => value is >= 0 and <= uint.MaxValue,
        FieldKind.UInt64 => value >= 0,
        _ => true,
    };

    private static bool TryParseInteger(ReadOnlySpan<byte> digits, out long value)
    {
        if (Utf8Parser.TryParse(digits, out value, out var consumed) && consumed == digits.Length)
        {
            return true;
        }
        // 1.0 and 1e3 are integers too, only spelled otherwise.
        if (decimal.TryParse(digits, Spelling, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue)
        {
            value = (long)number;
            return true;
        }
        return false;
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
