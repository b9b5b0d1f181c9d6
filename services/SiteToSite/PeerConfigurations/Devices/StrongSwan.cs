namespace VpnMesh.SiteToSite.PeerConfigurations.Devices;

/// <summary>swanctl.conf of strongSwan.</summary>
internal static class StrongSwan
{
    private static readonly AlgorithmNames Names = new(
        new Dictionary<string, string>
        {
            ["aes-256-gcm-16"] = "aes256gcm16",
            ["aes-128-gcm-16"] = "aes128gcm16",
            ["aes-256"] = "aes256",
            ["aes-192"] = "aes192",
            ["aes-128"] = "aes128",
            ["3des"] = "3des",
        },
        new Dictionary<string, string>
        {
            ["sha2-512"] = "sha512",
            ["sha2-384"] = "sha384",
            ["sha2-256"] = "sha256",
            ["sha1"] = "sha1",
            ["md5"] = "md5",
        },
        new Dictionary<string, string>
        {
            ["group1"] = "modp768",
            ["group2"] = "modp1024",
            ["group5"] = "modp1536",
            ["group14"] = "modp2048",
            ["group15"] = "modp3072",
            ["group16"] = "modp4096",
            ["group19"] = "ecp256",
            ["group20"] = "ecp384",
            ["group21"] = "ecp521",
        });

    public static readonly PeerDevice Device = new()
    {
        Vendor = "strongSwan",
        Type = "Linux",
        Model = "swanctl",
        Version = "5.9",
        Template = "strongswan-swanctl",
        Comment = "# ",
        Fqdn = Fqdn,
        Ike = Names,
        IkeV1 = Names.WithoutAead(),
        Ipsec = Names,
    };

    // Without the prefix the kind is guessed: a text with @ or = in it would become an e-mail address or a distinguished name.
    private static string? Fqdn(string identity) => IdentityCharacters.AreVisibleAscii(identity)
        ? $"\"fqdn:{identity.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : null;
}
