using System.Buffers;
using System.Text;

namespace VpnMesh.Identity;

/// <summary>Which texts of callers can be the id or the name of anything.</summary>
internal static class Texts
{
    /// <summary>Longest name of an account, project, user or policy.</summary>
    public const int MaxNameLength = 64;

    /// <summary>What <see cref="IsId"/> asks for, as messages say it.</summary>
    public const string IdRule = "must be 1 to 64 characters of 0-9 a-z A-Z _ -";

    /// <summary>What <see cref="IsPassword"/> asks for, as messages say it.</summary>
    public const string PasswordRule = "must be 8 to 128 characters long";

    private const int MaxIdLength = 64;
    private static readonly SearchValues<char> s_idCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>
    /// Whether a text has the form of an id; others need not be looked up. Ids are safe in paths and in the <c>Authorization</c> header.
    /// </summary>
    public static bool IsId(string? text) =>
        text is { Length: > 0 and <= MaxIdLength } && !text.AsSpan().ContainsAnyExcept(s_idCharacters);

    /// <summary>Whether a text is good enough to be the password of a user.</summary>
    public static bool IsPassword(string text) => text.Length is >= 8 and <= 128;

    /// <summary>Whether a text can be a name. PostgreSQL cannot even compare one with a zero byte.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaxNameLength } && !text.EnumerateRunes().Any(Rune.IsControl) && text.Trim().Length == text.Length;
}
