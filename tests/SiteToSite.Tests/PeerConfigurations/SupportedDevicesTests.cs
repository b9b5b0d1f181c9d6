using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

public sealed class SupportedDevicesTests
{
    [Fact]
    public async Task Every_device_is_listed_with_all_that_an_export_needs()
    {
        await using var system = await TestSystem.StartAsync("sqlite");
        var client = system.Client(channel => new Protos.SiteToSite.V5.PeerConfigurations.PeerConfigurationsClient(channel));
        var answer = await client.ListPeerConfigurationSupportedDevicesAsync(
            new ListPeerConfigurationSupportedDevicesRequest(), system.As(TestSystem.User(TestSystem.NewProject())));
        answer.SupportedDevices.Select(device => $"{device.Vendor}|{device.Type}|{device.Model}|{device.Platform}|{device.Version}").ShouldBe(
        [
            "strongSwan|Linux|swanctl|swanctl|5.9",
            "Libreswan|Linux|ipsec.conf|ipsec.conf|4.10",
            "VyOS|Router|VyOS|VyOS|1.4",
            "FRRouting|Linux|frr.conf|frr.conf|8.4",
            "Cisco|ISR|IOS-XE|IOS-XE|17",
            "Juniper|SRX|Junos|Junos|22.4",
            "Generic|Text|Parameters|Parameters|1",
        ]);
    }
}
