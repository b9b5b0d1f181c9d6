namespace VpnMesh.SiteToSite.PeerConfigurations.Devices;

/// <summary>Commands of the configuration mode of VyOS.</summary>
internal static class VyOs
{
    private const long Day = 86400;

    private static readonly Dictionary<string, string> Encryption = new()
    {
        ["aes-256-gcm-16"] = "aes256gcm128",
        ["aes-128-gcm-16"] = "aes128gcm128",
        ["aes-256"] = "aes256",
        ["aes-192"] = "aes192",
        ["aes-128"] = "aes128",
        ["3des"] = "3des",
    };

    private static readonly Dictionary<string, string> Integrity = new()
    {
        ["sha2-512"] = "sha512",
        ["sha2-384"] = "sha384",
        ["sha2-256"] = "sha256",
        ["sha1"] = "sha1",
        ["md5"] = "md5",
    };

    private static readonly int[] Groups = [1, 2, 5, 14, 15, 16, 19, 20, 21];

    private static readonly AlgorithmNames Ike = new(Encryption, Integrity, Groups.ToDictionary(group => $"group{group}", group => $"{group}"));

    public static readonly PeerDevice Device = new()
    {
        Vendor = "VyOS",
        Type = "Router",
        Model = "VyOS",
        Version = "1.4",
        Template = "vyos",
        Comment = "# ",
        Fqdn = Fqdn,
        Ike = Ike,
        IkeV1 = Ike.WithoutAead(),
        Ipsec = new AlgorithmNames(Encryption, Integrity, Groups.ToDictionary(group => $"group{group}", group => $"dh-group{group}")),
        IkeLifetime = new Bounds(1, Day),
        IpsecLifetime = new Bounds(30, Day),
        DpdInterval = new Bounds(2, Day),
    };

    // VyOS takes no quotation mark of either kind in a value; within single quotes its shell leaves all the others alone.
    private static string? Fqdn(string identity) => IdentityCharacters.AreVisibleAscii(identity, except: "'\"\\") ? $"'fqdn:{identity}'" : null;
}
