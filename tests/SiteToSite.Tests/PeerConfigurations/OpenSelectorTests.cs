using VpnMesh.SiteToSite.PeerConfigurations;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>Behind a gateway at an enterprise router the service knows no subnets.</summary>
public sealed class OpenSelectorTests
{
    public static TheoryData<int> Devices => [.. PeerDevices.All.Index().Where(device => device.Item.Ipsec is not null).Select(device => device.Index)];

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_policy_template_without_subnets_of_the_gateway_lets_everything_through(int number)
    {
        var device = PeerDevices.All[number];
        var side = PeerSideExamples.PolicyTemplate;

        var text = PeerConfigurationRenderer.Render(side with { GatewaySubnets = [] }, device);

        var known = PeerConfigurationRenderer.Render(side, device);
        text.Split('\n').Length.ShouldBeGreaterThan(known.Split('\n').Length / 2);
        text.ShouldMatch("0\\.0\\.0\\.0|\\bany\\b");
    }
}
