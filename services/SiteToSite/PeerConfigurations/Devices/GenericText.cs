namespace VpnMesh.SiteToSite.PeerConfigurations.Devices;

/// <summary>All parameters in plain words, for every device that has no text of its own: every value under the contract's name.</summary>
internal static class GenericText
{
    private static readonly AlgorithmNames Names = new(
        Unchanged("aes-256-gcm-16", "aes-128-gcm-16", "aes-256", "aes-192", "aes-128", "3des", "sm4"),
        Unchanged("sha2-512", "sha2-384", "sha2-256", "sha1", "md5", "sm3"),
        Unchanged("group1", "group2", "group5", "group14", "group15", "group16", "group19", "group20", "group21"));

    public static readonly PeerDevice Device = new()
    {
        Vendor = "Generic",
        Type = "Text",
        Model = "Parameters",
        Version = "1",
        Template = "generic",
        Comment = "",
        Fqdn = identity => IdentityCharacters.AreVisibleAscii(identity) ? identity : null,
        Ike = Names,
        Ipsec = Names,
        HasDigitalEnvelope = true,
    };

    private static Dictionary<string, string> Unchanged(params string[] names) => names.ToDictionary(name => name);
}
