namespace VpnMesh.SiteToSite.PeerConfigurations.Devices;

/// <summary>ipsec.conf of Libreswan. It is built without the groups 1 and 2.</summary>
internal static class Libreswan
{
    private const long Day = 86400;

    private static readonly AlgorithmNames Names = new(
        new Dictionary<string, string>
        {
            ["aes-256-gcm-16"] = "aes_gcm256",
            ["aes-128-gcm-16"] = "aes_gcm128",
            ["aes-256"] = "aes256",
            ["aes-192"] = "aes192",
            ["aes-128"] = "aes128",
            ["3des"] = "3des",
        },
        new Dictionary<string, string>
        {
            ["sha2-512"] = "sha2_512",
            ["sha2-384"] = "sha2_384",
            ["sha2-256"] = "sha2_256",
            ["sha1"] = "sha1",
            ["md5"] = "md5",
        },
        new Dictionary<string, string>
        {
            ["group5"] = "modp1536",
            ["group14"] = "modp2048",
            ["group15"] = "modp3072",
            ["group16"] = "modp4096",
            ["group19"] = "dh19",
            ["group20"] = "dh20",
            ["group21"] = "dh21",
        });

    public static readonly PeerDevice Device = new()
    {
        Vendor = "Libreswan",
        Type = "Linux",
        Model = "ipsec.conf",
        Version = "4.10",
        Template = "libreswan",
        Comment = "# ",
        Fqdn = Fqdn,
        Ike = Names,
        IkeV1 = Names.WithoutAead(),
        Ipsec = Names,
        IkeLifetime = new Bounds(1, Day),
        IpsecLifetime = new Bounds(1, Day),
    };

    // What follows the @ is an FQDN, unless a second sign gives it another kind; a = anywhere makes a distinguished name of the whole.
    private static string? Fqdn(string identity) =>
        IdentityCharacters.AreVisibleAscii(identity, except: "\"'\\={}$") && identity[0] is not ('@' or '#' or '~' or '[') ? $"\"@{identity}\"" : null;
}
