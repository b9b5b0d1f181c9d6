namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>Texts of callers inside comments.</summary>
internal static class CommentText
{
    /// <summary>The text on one line, with a question mark for whatever is no letter, digit, blank or visible ASCII character.</summary>
    public static string Of(string text) => string.Concat(text.Select(character => IsHarmless(character) ? character : '?'));

    /// <summary>Every line of a text made a comment.</summary>
    /// <param name="lines">The text, each line with its end.</param>
    /// <param name="comment">What a comment begins with.</param>
    public static string Commented(string lines, string comment) =>
        string.Concat(lines.Split('\n')[..^1].Select(line => $"{comment}{line}".TrimEnd() + "\n"));

    private static bool IsHarmless(char character) => character is >= ' ' and <= '~' || char.IsLetterOrDigit(character);
}
