using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>Which passwords users may have (contract: CreateVpnUser), in the order in which faults are told.</summary>
internal static class PasswordRules
{
    private const int Shortest = 8;
    private const int Longest = 32;
    private const int FewestKinds = 2;

    // Widely known ones that meet the other rules; compared exactly.
    private static readonly HashSet<string> Weak = new(StringComparer.Ordinal)
    {
        "Password1", "P@ssw0rd", "Admin123", "Abcd1234", "1qaz2wsx", "1qaz@WSX",
        "Password123", "P@ssword1", "Passw0rd", "Qwerty123", "Welcome1", "Admin@123", "Abc12345", "Abc@1234", "Changeme1", "1q2w3e4r",
    };

    private static readonly Func<char, bool>[] Kinds =
        [char.IsAsciiLetterUpper, char.IsAsciiLetterLower, char.IsAsciiDigit, character => !char.IsAsciiLetterOrDigit(character)];

    /// <summary>Whether the length is one that passwords may have.</summary>
    public static bool IsLengthAllowed(string password) => password.Length is >= Shortest and <= Longest;

    /// <summary>What is wrong with a password, whoever has it, but for that it is widely known; or null.</summary>
    /// <returns><c>VPN.1310</c> or <c>VPN.1308</c>.</returns>
    public static ErrorCode? FormFault(string password)
    {
        if (password.Any(character => character is < ' ' or > '~'))
        {
            return ErrorCatalogue.PasswordCharacters;
        }
        return IsLengthAllowed(password) && Kinds.Count(password.Any) >= FewestKinds ? null : ErrorCatalogue.PasswordComplexity;
    }

    /// <summary>What is wrong with a password, or null.</summary>
    /// <param name="password">The password.</param>
    /// <param name="userName">Name of its user.</param>
    /// <returns><c>VPN.1310</c>, <c>VPN.1308</c>, <c>VPN.1309</c> or <c>VPN.1314</c>.</returns>
    public static ErrorCode? Fault(string password, string userName)
    {
        if (FormFault(password) is { } fault)
        {
            return fault;
        }
        if (password == userName || password.SequenceEqual(userName.Reverse()))
        {
            return ErrorCatalogue.PasswordIsName;
        }
        return Weak.Contains(password) ? ErrorCatalogue.PasswordWeak : null;
    }
}
