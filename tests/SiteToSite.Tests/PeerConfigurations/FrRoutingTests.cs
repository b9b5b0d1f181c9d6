using VpnMesh.SiteToSite.PeerConfigurations;
using VpnMesh.SiteToSite.PeerConfigurations.Devices;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>The shell of FRRouting takes the text for FRRouting.</summary>
public sealed class FrRoutingTests
{
    public static TheoryData<string> Examples => [.. PeerSideExamples.All.Keys.Where(name => name is not "bgp-unknown")];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Its_shell_takes_the_routes(string example)
    {
        var (code, output) = await CheckAsync(PeerConfigurationRenderer.Render(PeerSideExamples.All[example], FrRouting.Device));
        code.ShouldBe(0, output);
        output.ShouldNotContain("Unknown command");
    }

    [Fact]
    public async Task Its_shell_refuses_what_is_wrong()
    {
        var text = PeerConfigurationRenderer.Render(PeerSideExamples.Bgp, FrRouting.Device).Replace("remote-as", "remote-like", StringComparison.Ordinal);
        (await CheckAsync(text)).Code.ShouldNotBe(0);
    }

    private static async Task<(int Code, string Output)> CheckAsync(string text)
    {
        var program = DeviceTool.Require("usr/bin/vtysh");
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "frr.conf");
        await File.WriteAllTextAsync(file, text);
        return await DeviceTool.RunAsync(program, ["-C", "-f", file]);
    }
}
