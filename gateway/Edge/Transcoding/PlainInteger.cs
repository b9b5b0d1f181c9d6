using System.Buffers.Text;

namespace VpnMesh.Edge.Transcoding;

/// <summary>
/// Spells integers such as <c>1.0</c> and <c>1e3</c> with digits alone. What is one is decided from digits and exponent: a value that is
/// rounded first may become an integer that nobody sent.
/// </summary>
internal static class PlainInteger
{
    /// <summary>A sign and the digits that a number of 64 bits may have.</summary>
    public const int MaxLength = 1 + MaxDigits;

    private const int MaxDigits = 20;

    // Beyond every number of digits that a body can have.
    private const long Endless = 1L << 40;

    /// <summary>Writes the sign and the digits.</summary>
    /// <param name="number">Number in JSON's spelling, possibly malformed.</param>
    /// <param name="plain">Receives at most <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes; 0 when it is no integer, or one of more than 64 bits.</returns>
    public static int Write(ReadOnlySpan<byte> number, Span<byte> plain)
    {
        var sign = number.StartsWith("-"u8) ? number[..1] : [];
        var rest = number[sign.Length..];
        var mark = rest.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = mark < 0 ? rest : rest[..mark];
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? "0"u8 : mantissa[(point + 1)..];
        if (!AreDigits(whole) || !AreDigits(fraction) || !TryReadExponent(mark < 0 ? "0"u8 : rest[(mark + 1)..], out var exponent))
        {
            return 0;
        }
        return Write(sign, whole.TrimStart((byte)'0'), fraction.TrimEnd((byte)'0'), exponent, plain);
    }

    private static int Write(ReadOnlySpan<byte> sign, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, long exponent, Span<byte> plain)
    {
        var zeros = exponent - fraction.Length;
        if (fraction.IsEmpty)
        {
            zeros += whole.Length;
            whole = whole.TrimEnd((byte)'0');
            zeros -= whole.Length;
        }
        if (whole.IsEmpty)
        {
            fraction = fraction.TrimStart((byte)'0');
        }
        if (whole.IsEmpty && fraction.IsEmpty)
        {
            plain[0] = (byte)'0';
            return 1;
        }
        if (zeros < 0 || whole.Length + fraction.Length + zeros > MaxDigits)
        {
            return 0;
        }
        sign.CopyTo(plain);
        whole.CopyTo(plain[sign.Length..]);
        fraction.CopyTo(plain[(sign.Length + whole.Length)..]);
        var length = sign.Length + whole.Length + fraction.Length;
        plain.Slice(length, (int)zeros).Fill((byte)'0');
        return length + (int)zeros;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    // More digits than a number of 32 bits can hold only say in which direction it goes.
    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        var isNegative = text.StartsWith("-"u8);
        var digits = isNegative || text.StartsWith("+"u8) ? text[1..] : text;
        var size = Utf8Parser.TryParse(digits, out int value, out _) ? value : Endless;
        exponent = isNegative ? -size : size;
        return AreDigits(digits);
    }
}
