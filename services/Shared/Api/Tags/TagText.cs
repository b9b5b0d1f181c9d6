using System.Text.RegularExpressions;

namespace VpnMesh.Shared.Api.Tags;

/// <summary>
/// What keys and values of tags are made of. Lengths count UTF-16 units, which are the characters of every alphabet that is allowed.
/// </summary>
public static partial class TagText
{
    /// <summary>Greatest number of tags of a resource, and of tags in one request.</summary>
    public const int MostTags = 20;

    /// <summary>Greatest length of a key; the least is 1.</summary>
    public const int LongestKey = 128;

    /// <summary>Greatest length of a value, which may be empty.</summary>
    public const int LongestValue = 255;

    /// <summary>The characters that are allowed, in the words of a rule.</summary>
    public const string Alphabet = "digits, Latin letters, Chinese characters, spaces or _ . : = + - @";

    /// <summary>Whether a text is a key in length and characters.</summary>
    public static bool IsKey(string text) => text.Length is > 0 and <= LongestKey && Characters().IsMatch(text);

    /// <summary>Whether a text is a value in length and characters.</summary>
    public static bool IsValue(string text) => text.Length <= LongestValue && Characters().IsMatch(text);

    [GeneratedRegex(@"\A[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u4e00-\u9fa5 _.:=+\-@]*\z")]
    private static partial Regex Characters();
}
