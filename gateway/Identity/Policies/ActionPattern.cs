using System.IO.Enumeration;

namespace VpnMesh.Identity.Policies;

/// <summary>
/// An action of a policy, in which <c>*</c> stands for any number of characters within the resource type or the operation
/// (auth.md, section 6). <c>*:*:*</c> is every action of every service; otherwise the service is exact.
/// </summary>
internal sealed record ActionPattern(string Service, string ResourceType, string Operation)
{
    /// <summary>Longest text of an action.</summary>
    public const int MaxLength = 128;

    private const string Any = "*";

    private bool EveryService => Service == Any;

    /// <summary>Reads a pattern; null when the text is none.</summary>
    public static ActionPattern? Parse(string? text)
    {
        if (text is null || text.Length > MaxLength || text.Split(':') is not [var service, var type, var operation])
        {
            return null;
        }
        if (service == Any)
        {
            return type == Any && operation == Any ? new ActionPattern(service, type, operation) : null;
        }
        var valid = service.Length > 0 && service.All(IsServiceCharacter) && IsSegment(type) && IsSegment(operation);
        return valid ? new ActionPattern(service, type, operation) : null;
    }

    /// <summary>Whether an action, itself without wildcards, is one of those meant.</summary>
    public bool Matches(string action)
    {
        if (action.Split(':') is not [var service, var type, var operation])
        {
            return false;
        }
        return (EveryService || string.Equals(Service, service, StringComparison.Ordinal))
            && FileSystemName.MatchesSimpleExpression(ResourceType, type)
            && FileSystemName.MatchesSimpleExpression(Operation, operation);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Service}:{ResourceType}:{Operation}";

    private static bool IsSegment(string text) => text.Length > 0 && text.All(character => character == '*' || IsNameCharacter(character));

    private static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';

    private static bool IsServiceCharacter(char character) =>
        char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_';
}
