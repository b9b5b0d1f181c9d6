using VpnMesh.SiteToSite.PeerConfigurations;
using VpnMesh.SiteToSite.PeerConfigurations.Devices;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>Every algorithm of the contract is in the text of every device, or the text says that the device does not have it.</summary>
public sealed class AlgorithmTests
{
    private static readonly string[] s_encryption = ["aes-256-gcm-16", "aes-128-gcm-16", "aes-256", "aes-192", "aes-128", "3des"];
    private static readonly string[] s_integrity = ["sha2-512", "sha2-384", "sha2-256", "sha1", "md5"];
    private static readonly string[] s_groups = ["group1", "group2", "group5", "group14", "group15", "group16", "group19", "group20", "group21"];

    public static TheoryData<string> WithIpsec => [.. PeerDevices.All.Where(device => device.Ipsec is not null).Select(device => device.Template)];

    [Theory]
    [MemberData(nameof(WithIpsec))]
    public void What_the_contract_has_is_configured_or_said_to_be_missing(string template)
    {
        var device = Device(template);
        foreach (var (version, encryption, integrity, group) in Combinations())
        {
            var side = Side(version, encryption, integrity, group);
            var missing = new List<string>();
            if (!device.IkeOf(version)!.Encryption.TryGetValue(encryption, out _))
            {
                missing.Add($"it has no {encryption} in phase 1 of IKE {version}.");
            }
            if (!device.Ike!.Groups.ContainsKey(group))
            {
                missing.Add($"it has no {group} in phase 1 of IKE {version}.");
                missing.Add($"it has no {group} in phase 2.");
            }
            var text = PeerConfigurationRenderer.Render(side, device);
            missing.ShouldAllBe(lack => text.Contains(lack, StringComparison.Ordinal));
            text.Contains("This device cannot", StringComparison.Ordinal).ShouldBe(missing.Count > 0);
            Configures(text, device).ShouldBe(missing.Count == 0, text);
        }
    }

    [Theory]
    [InlineData("libreswan", "group1", "group2")]
    [InlineData("strongswan-swanctl")]
    [InlineData("vyos")]
    [InlineData("cisco-ios-xe")]
    [InlineData("juniper-srx")]
    public void Only_what_a_device_is_known_to_lack_is_said_to_be_missing(string template, params string[] groups)
    {
        var device = Device(template);
        s_groups.Where(group => !device.Ike!.Groups.ContainsKey(group)).ShouldBe(groups);
        s_encryption.Where(name => !device.Ike!.Encryption.ContainsKey(name) || !device.Ipsec!.Encryption.ContainsKey(name)).ShouldBeEmpty();
        s_integrity.Where(name => !device.Ike!.Integrity.ContainsKey(name) || !device.Ipsec!.Integrity.ContainsKey(name)).ShouldBeEmpty();
        s_encryption.Where(name => !device.IkeOf("v1")!.Encryption.ContainsKey(name)).ShouldBe(["aes-256-gcm-16", "aes-128-gcm-16"]);
    }

    [Theory]
    [MemberData(nameof(WithIpsec))]
    public void Chinese_national_algorithms_are_told_but_configured_nowhere(string template)
    {
        var text = PeerConfigurationRenderer.Render(PeerSideExamples.All["gm"], Device(template));
        text.ShouldContain("sm4");
        text.ShouldContain("digital-envelope-v2");
        text.ShouldNotContain("<PRE-SHARED-KEY>");
        if (template != GenericText.Device.Template)
        {
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.StartsWith(Device(template).Comment.TrimEnd(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_aead_leaves_the_authentication_algorithm_to_derive_keys()
    {
        var side = Side("v2", "aes-256-gcm-16", "sha2-512", "group19");
        PeerConfigurationRenderer.Render(side, StrongSwan.Device).ShouldContain("proposals = aes256gcm16-prfsha512-ecp256\n");
        PeerConfigurationRenderer.Render(side, StrongSwan.Device).ShouldContain("esp_proposals = aes256gcm16-ecp256\n");
        PeerConfigurationRenderer.Render(side, CiscoIosXe.Device).ShouldContain(" prf sha512\n");
        PeerConfigurationRenderer.Render(side, CiscoIosXe.Device).ShouldNotContain("integrity");
    }

    private static PeerDevice Device(string template) => PeerDevices.All.Single(device => device.Template == template);

    private static bool Configures(string text, PeerDevice device) => device.Comment.Length == 0
        || text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(line => !line.StartsWith(device.Comment.TrimEnd(), StringComparison.Ordinal));

    private static PeerSide Side(string version, string encryption, string integrity, string group) => PeerSideExamples.Static with
    {
        Ike = PeerSideExamples.Ike(policy =>
            (policy.IkeVersion, policy.EncryptionAlgorithm, policy.AuthenticationAlgorithm, policy.DhGroup) = (version, encryption, integrity, group)),
        Ipsec = PeerSideExamples.Ipsec(policy =>
            (policy.EncryptionAlgorithm, policy.AuthenticationAlgorithm, policy.Pfs) = (encryption, integrity, group)),
    };

    /// <summary>Every combination of phase 1; phase 2 has the same algorithms.</summary>
    public static IEnumerable<(string Version, string Encryption, string Integrity, string Group)> Combinations() =>
        from version in new[] { "v1", "v2" }
        from encryption in s_encryption
        from integrity in s_integrity
        from dhGroup in s_groups
        select (version, encryption, integrity, dhGroup);
}
