namespace VpnMesh.SiteToSite.PeerConfigurations.Devices;

/// <summary>Commands of the configuration mode of Cisco IOS-XE.</summary>
internal static class CiscoIosXe
{
    private static readonly Dictionary<string, string> Groups =
        new[] { 1, 2, 5, 14, 15, 16, 19, 20, 21 }.ToDictionary(group => $"group{group}", group => $"{group}");

    public static readonly PeerDevice Device = new()
    {
        Vendor = "Cisco",
        Type = "ISR",
        Model = "IOS-XE",
        Version = "17",
        Template = "cisco-ios-xe",
        Comment = "! ",
        Fqdn = identity => IdentityCharacters.AreVisibleAscii(identity, except: "?\"") ? identity : null,
        Ike = new AlgorithmNames(
            new Dictionary<string, string>
            {
                ["aes-256-gcm-16"] = "aes-gcm-256",
                ["aes-128-gcm-16"] = "aes-gcm-128",
                ["aes-256"] = "aes-cbc-256",
                ["aes-192"] = "aes-cbc-192",
                ["aes-128"] = "aes-cbc-128",
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
            Groups),
        IkeV1 = new AlgorithmNames(
            new Dictionary<string, string>
            {
                ["aes-256"] = "aes 256",
                ["aes-192"] = "aes 192",
                ["aes-128"] = "aes",
                ["3des"] = "3des",
            },
            new Dictionary<string, string>
            {
                ["sha2-512"] = "sha512",
                ["sha2-384"] = "sha384",
                ["sha2-256"] = "sha256",
                ["sha1"] = "sha",
                ["md5"] = "md5",
            },
            Groups),
        Ipsec = new AlgorithmNames(
            new Dictionary<string, string>
            {
                ["aes-256-gcm-16"] = "esp-gcm 256",
                ["aes-128-gcm-16"] = "esp-gcm",
                ["aes-256"] = "esp-aes 256",
                ["aes-192"] = "esp-aes 192",
                ["aes-128"] = "esp-aes",
                ["3des"] = "esp-3des",
            },
            new Dictionary<string, string>
            {
                ["sha2-512"] = "esp-sha512-hmac",
                ["sha2-384"] = "esp-sha384-hmac",
                ["sha2-256"] = "esp-sha256-hmac",
                ["sha1"] = "esp-sha-hmac",
                ["md5"] = "esp-md5-hmac",
            },
            Groups),
        HasIpv6Selectors = false,
        IkeLifetime = new Bounds(120, 86400),
        IpsecLifetime = new Bounds(120, 2592000),
        DpdInterval = new Bounds(10, 3600),
    };
}
