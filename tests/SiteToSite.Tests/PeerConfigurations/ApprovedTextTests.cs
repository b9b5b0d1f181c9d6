using VpnMesh.SiteToSite.PeerConfigurations;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>
/// The texts of every device, held in the folder Approved. After a change that is meant, run with <c>VPNMESH_APPROVE=1</c>, which writes
/// them, and read the difference.
/// </summary>
public sealed class ApprovedTextTests
{
    private static readonly string s_folder = Path.Combine(Checkout.Root, "tests/SiteToSite.Tests/PeerConfigurations/Approved");

    public static TheoryData<string, string> Cases => [.. PeerDevices.All.SelectMany(device => PeerSideExamples.All.Keys.Select(example => (device.Template, example)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_text_is_as_approved(string template, string example)
    {
        var device = PeerDevices.All.Single(device => device.Template == template);
        var text = PeerConfigurationRenderer.Render(PeerSideExamples.All[example], device);
        var file = Path.Combine(s_folder, $"{template}.{example}.txt");
        if (Environment.GetEnvironmentVariable("VPNMESH_APPROVE") == "1")
        {
            File.WriteAllText(file, text);
        }
        text.Split('\n').ShouldBe(File.ReadAllText(file).Split('\n'), Path.GetFileName(file));
    }

    [Fact]
    public void Nothing_is_approved_that_is_not_written() =>
        Directory.EnumerateFiles(s_folder).Select(file => Path.GetFileName(file))
            .ShouldBe(Cases.Select(row => $"{row.Data.Item1}.{row.Data.Item2}.txt"), ignoreOrder: true);
}
