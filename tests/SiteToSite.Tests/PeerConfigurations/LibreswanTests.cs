using VpnMesh.SiteToSite.PeerConfigurations;
using VpnMesh.SiteToSite.PeerConfigurations.Devices;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>Libreswan's own readers take the text for Libreswan.</summary>
public sealed class LibreswanTests
{
    public static TheoryData<string> Examples => [.. PeerSideExamples.All.Keys.Where(name => name is not ("gm" or "bgp-unknown"))];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Its_reader_takes_the_connection(string example)
    {
        var (code, output) = await ReadAsync(PeerConfigurationRenderer.Render(PeerSideExamples.All[example], Libreswan.Device));
        code.ShouldBe(0, output);
        output.ShouldContain("conn vpn-301-1\n");
        output.ShouldNotContain("ERROR");
        output.ShouldNotContain("warning");
    }

    [Fact]
    public async Task Its_reader_refuses_what_is_wrong()
    {
        var text = PeerConfigurationRenderer.Render(PeerSideExamples.Static, Libreswan.Device).Replace("pfs=yes", "pfs=perhaps", StringComparison.Ordinal);
        (await ReadAsync(text)).Code.ShouldNotBe(0);
    }

    [Theory]
    [InlineData("a:b!c@d")]
    [InlineData("branch#456;x")]
    public async Task Its_reader_keeps_the_identity(string identity)
    {
        var text = PeerConfigurationRenderer.Render(PeerSideExamples.Static.WithIdentities("gw-123.example.com", identity), Libreswan.Device);
        (await ReadAsync(text)).Output.ShouldContain($"leftid=\"@{identity}\"\n");
    }

    [Fact]
    public async Task It_knows_every_proposal()
    {
        var program = DeviceTool.Require("usr/libexec/ipsec/algparse");
        var proposals = AlgorithmTests.Combinations()
            .Where(row => row.Version == "v2" && Libreswan.Device.Ike!.Groups.ContainsKey(row.Group))
            .SelectMany(row => Proposals(row.Encryption, row.Integrity, row.Group))
            .Distinct();
        var (code, output) = await DeviceTool.RunAsync(program, proposals);
        code.ShouldBe(0, output);
        output.ShouldNotContain("ERROR");
    }

    private static IEnumerable<string> Proposals(string encryption, string integrity, string group)
    {
        var text = PeerConfigurationRenderer.Render(
            PeerSideExamples.Static with
            {
                Ike = PeerSideExamples.Ike(policy => (policy.EncryptionAlgorithm, policy.AuthenticationAlgorithm, policy.DhGroup) = (encryption, integrity, group)),
                Ipsec = PeerSideExamples.Ipsec(policy => (policy.EncryptionAlgorithm, policy.AuthenticationAlgorithm, policy.Pfs) = (encryption, integrity, group)),
            },
            Libreswan.Device);
        return text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("ike=", StringComparison.Ordinal) || line.StartsWith("esp=", StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output)> ReadAsync(string text)
    {
        var program = DeviceTool.Require("usr/libexec/ipsec/readwriteconf");
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "ipsec.conf");
        await File.WriteAllTextAsync(file, text);
        return await DeviceTool.RunAsync(program, ["--config", file]);
    }
}
