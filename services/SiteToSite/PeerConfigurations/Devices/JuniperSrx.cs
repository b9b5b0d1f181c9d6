namespace VpnMesh.SiteToSite.PeerConfigurations.Devices;

/// <summary>Set commands of Junos on SRX.</summary>
internal static class JuniperSrx
{
    private static readonly Bounds Lifetime = new(180, 86400);

    private static readonly Dictionary<string, string> Encryption = new()
    {
        ["aes-256-gcm-16"] = "aes-256-gcm",
        ["aes-128-gcm-16"] = "aes-128-gcm",
        ["aes-256"] = "aes-256-cbc",
        ["aes-192"] = "aes-192-cbc",
        ["aes-128"] = "aes-128-cbc",
        ["3des"] = "3des-cbc",
    };

    private static readonly Dictionary<string, string> Groups =
        new[] { 1, 2, 5, 14, 15, 16, 19, 20, 21 }.ToDictionary(group => $"group{group}", group => $"group{group}");

    private static readonly AlgorithmNames Ike = new(
        Encryption,
        new Dictionary<string, string>
        {
            ["sha2-512"] = "sha-512",
            ["sha2-384"] = "sha-384",
            ["sha2-256"] = "sha-256",
            ["sha1"] = "sha1",
            ["md5"] = "md5",
        },
        Groups);

    public static readonly PeerDevice Device = new()
    {
        Vendor = "Juniper",
        Type = "SRX",
        Model = "Junos",
        Version = "22.4",
        Template = "juniper-srx",
        Comment = "# ",
        Fqdn = identity => IdentityCharacters.AreVisibleAscii(identity, except: "\"\\") ? $"\"{identity}\"" : null,
        Ike = Ike,
        IkeV1 = Ike.WithoutAead(),
        Ipsec = new AlgorithmNames(
            Encryption,
            new Dictionary<string, string>
            {
                ["sha2-512"] = "hmac-sha-512",
                ["sha2-384"] = "hmac-sha-384",
                ["sha2-256"] = "hmac-sha-256-128",
                ["sha1"] = "hmac-sha1-96",
                ["md5"] = "hmac-md5-96",
            },
            Groups),
        IkeLifetime = Lifetime,
        IpsecLifetime = Lifetime,
        DpdInterval = new Bounds(2, 60),
    };
}
