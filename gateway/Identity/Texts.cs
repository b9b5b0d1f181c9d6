using System.Text;

namespace VpnMesh.Identity;

/// <summary>Which texts of callers can be the id or the name of anything.</summary>
internal static class Texts
{
    /// <summary>Longest name of an account, project, user or policy.</summary>
    public const int MaxNameLength = 64;

    private const int MaxIdLength = 64;

    /// <summary>Whether a text has the form of an id; others need not be looked up.</summary>
    public static bool IsId(string? text) =>
        text is { Length: > 0 and <= MaxIdLength } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>Whether a text can be a name. PostgreSQL cannot even compare one with a zero byte.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaxNameLength } && !text.EnumerateRunes().Any(Rune.IsControl) && text.Trim().Length == text.Length;
}
