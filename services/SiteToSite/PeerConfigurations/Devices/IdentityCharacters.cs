namespace VpnMesh.SiteToSite.PeerConfigurations.Devices;

/// <summary>The characters that the contract lets an identity have, less those that a device gives a meaning of its own.</summary>
internal static class IdentityCharacters
{
    /// <summary>Whether a text is of visible ASCII characters other than these.</summary>
    public static bool AreVisibleAscii(string text, string except = "") =>
        text.Length > 0 && text.All(character => character is > ' ' and <= '~' && !except.Contains(character, StringComparison.Ordinal));
}
