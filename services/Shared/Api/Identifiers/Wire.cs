using System.Buffers;
using System.Globalization;

namespace VpnMesh.Shared.Api.Identifiers;

/// <summary>Ids and times in the form that answers show them in.</summary>
public static class Wire
{
    private static readonly SearchValues<char> UuidCharacters = SearchValues.Create("-0123456789abcdefABCDEF");

    /// <summary>A new id: UUID version 7, lower case with dashes; greater than all before it of this process.</summary>
    public static string NewId(this TimeProvider time) => IdSequence.Next(time).ToString();

    /// <summary>Now, in Unix milliseconds: the form in which times are stored.</summary>
    public static long NowMs(this TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Unix milliseconds as <c>2025-06-28T06:25:01.937Z</c>.</summary>
    public static string ToWireTime(this long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whether a number of Unix milliseconds can be written as a time: of the years 1970 to 9999.</summary>
    public static bool IsTime(long unixMilliseconds) => unixMilliseconds is >= 0 and <= 253_402_300_799_999;

    /// <summary>Whether a text is a UUID as the API writes them: 36 characters with dashes, in either case.</summary>
    /// <remarks>The parser alone would take surrounding white space, signs and <c>0x</c> too.</remarks>
    public static bool IsUuid(string? text) =>
        text is { Length: 36 } && text.AsSpan().IndexOfAnyExcept(UuidCharacters) < 0 && Guid.TryParseExact(text, "D", out _);

    /// <summary>Whether a text is an enterprise project id: <c>0</c> or a UUID in lower case.</summary>
    public static bool IsEnterpriseProjectId(string? text) => text == "0" || (IsUuid(text) && !text!.Any(char.IsAsciiLetterUpper));
}
