using System.Text.RegularExpressions;

namespace VpnMesh.P2C.VpnUsers;

/// <summary>Which names users may have (contract: CreateVpnUser).</summary>
internal static partial class UserNames
{
    /// <summary>What a well-formed name is, for messages.</summary>
    public const string Form = "must be 4 to 32 letters, digits, full stops, underscores and hyphens";

    private const string ReservedPrefix = "L3SW_";
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "link", "Cascade", "SecureNAT", "localbridge" };

    public static bool IsWellFormed(string name) => Pattern().IsMatch(name);

    /// <summary>Whether the system keeps the name for itself (<c>VPN.1317</c>).</summary>
    public static bool IsReserved(string name) =>
        name.StartsWith(ReservedPrefix, StringComparison.Ordinal)
        || Reserved.Contains(name)
        || name.Equals("administrator", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{4,32}\z")]
    private static partial Regex Pattern();
}
