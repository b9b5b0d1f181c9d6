using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.CustomerGateways;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.PeerConfigurations;

/// <summary>The two operations of peer configurations, against real stores.</summary>
public sealed class ExportTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const string Psk = "Very-secret-1234";

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Every_device_is_listed_with_all_that_an_export_needs(string dialect)
    {
        var system = await systems[dialect];
        var answer = await Client(system).ListPeerConfigurationSupportedDevicesAsync(
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

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Every_listed_device_gets_what_the_connection_is_made_of_but_its_key(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (id, gateway) = await ConnectAsync(system, caller);
        await system.QuietAsync();
        var before = await system.DumpAsync();
        var devices = await Client(system).ListPeerConfigurationSupportedDevicesAsync(new ListPeerConfigurationSupportedDevicesRequest(), system.As(caller));

        foreach (var device in devices.SupportedDevices)
        {
            var request = Request(id.ToUpperInvariant());
            (request.Vendor, request.Type, request.Model, request.Version) = (device.Vendor, device.Type, device.Model, device.Version);
            var text = (await Client(system).ExportVpnConnectionPeerConfigurationAsync(request, system.As(caller))).PeerConfig;
            text.ShouldContain(id);
            text.ShouldNotContain(Psk);
        }

        var generic = (await ExportAsync(system, caller, id)).PeerConfig;
        generic.ShouldSatisfyAllConditions(
            () => generic.ShouldContain("vpn-b2cb"),
            () => generic.ShouldContain($"Address of the VPN gateway          {gateway.Eip1.IpAddress}\n"),
            () => generic.ShouldContain("Address of the customer gateway     198.51.100.21\n"),
            () => generic.ShouldContain("Identity of the customer gateway    ip 198.51.100.21\n"),
            () => generic.ShouldContain("  192.168.44.0/24 - 192.168.0.0/24\n"),
            () => generic.ShouldContain("  192.168.45.0/24 - 192.168.0.0/24\n"),
            () => generic.ShouldContain("  192.168.44.0/25 - 192.168.1.0/24\n"));
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_bgp_connection_tells_addresses_and_systems_of_the_customers_side(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var gateway = await CreateGatewayAsync(system, caller);
        var customer = CustomerGatewayActions.Example();
        customer.BgpAsn = 65123;
        var id = await ConnectAsync(system, caller, gateway, customer, new NewVpnConnection
        {
            Style = "bgp",
            PeerSubnets = { "192.168.44.7/24" },
            TunnelLocalAddress = "169.254.56.225/30",
            TunnelPeerAddress = "169.254.56.226/30",
        });

        var text = (await ExportAsync(system, caller, id, "FRRouting", "Linux", "frr.conf", "8.4")).PeerConfig;

        text.ShouldContain("router bgp 65123\n");
        text.ShouldContain($" neighbor 169.254.56.225 remote-as {gateway.BgpAsn}\n");
        text.ShouldContain(" neighbor 169.254.56.225 update-source 169.254.56.226\n");
        text.ShouldContain("  network 192.168.44.0/24\n");
    }

    [Theory]
    [InlineData("", "Linux", "swanctl", "5.9", "vendor")]
    [InlineData("strongSwan", "", "swanctl", "5.9", "type")]
    [InlineData("strongSwan", "Linux", "", "5.9", "model")]
    [InlineData("strongSwan", "Linux", "swanctl", "", "version")]
    [InlineData("strongSwan", "Linux", "swanctl", "17", "vendor")]
    [InlineData("Cisco", "Linux", "swanctl", "5.9", "vendor")]
    [InlineData("strongswan", "Linux", "swanctl", "5.9", "vendor")]
    public async Task What_is_no_supported_device_is_refused(string vendor, string type, string model, string version, string field)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (id, _) = await ConnectAsync(system, caller);

        var refusal = await Refused.Async(ExportAsync(system, caller, id, vendor, type, model, version));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
        refusal.Fields.ShouldBe([field]);
    }

    [Fact]
    public async Task Checks_come_in_the_documented_order()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (id, _) = await ConnectAsync(system, caller);
        var denied = TestSystem.User(caller.ProjectId, new Access { Everywhere = true, NeverIn = { "0" } });
        var stranger = TestSystem.User(TestSystem.NewProject());

        (await Refused.Async(ExportAsync(system, denied, id, vendor: ""))).Code.ShouldBe("VPN.0003");
        (await Refused.Async(ExportAsync(system, stranger, id, vendor: ""))).Code.ShouldBe("VPN.0001");
        (await Refused.Async(ExportAsync(system, stranger, id, vendor: "unknown"))).Code.ShouldBe("VPN.0001");
        (await Refused.Async(ExportAsync(system, stranger, id))).Code.ShouldBe("VPN.0004");
        (await Refused.Async(ExportAsync(system, caller, "98c5af8a"))).Fields.ShouldBe(["vpn_connection_id"]);
        var missing = Request(id);
        missing.ClearVendor();
        missing.ClearType();
        missing.ClearModel();
        missing.ClearVersion();
        (await Refused.Async(Client(system).ExportVpnConnectionPeerConfigurationAsync(missing, system.As(caller)))).Fields
            .ShouldBe(["vendor", "type", "model", "version"]);
    }

    private static async Task<(string Id, VpnGateway Gateway)> ConnectAsync(TestSystem system, CallerContext caller)
    {
        var gateway = await CreateGatewayAsync(system, caller);
        var id = await ConnectAsync(system, caller, gateway, CustomerGatewayActions.Example(), new NewVpnConnection
        {
            Name = "vpn-b2cb",
            Style = "policy",
            PeerSubnets = { "192.168.44.0/24" },
            PolicyRules =
            {
                new PolicyRule { Source = "192.168.0.0/24", Destination = { "192.168.44.0/24", "192.168.45.9/24" } },
                new PolicyRule { Source = "192.168.1.0/24", Destination = { "192.168.44.0/25" } },
            },
        });
        return (id, gateway);
    }

    private static async Task<VpnGateway> CreateGatewayAsync(TestSystem system, CallerContext caller) =>
        await system.ShowAsync(caller, (await system.CreateActiveAsync(caller, Examples.Public())).Id);

    private static async Task<string> ConnectAsync(
        TestSystem system, CallerContext caller, VpnGateway gateway, NewCustomerGateway customer, NewVpnConnection connection)
    {
        connection.VgwId = gateway.Id;
        connection.VgwIp = gateway.Eip1.Id;
        connection.CgwId = (await system.CreateAsync(caller, customer)).Id;
        connection.Psk = Psk;
        var client = system.Client(channel => new Protos.SiteToSite.V5.VpnConnections.VpnConnectionsClient(channel));
        return (await client.CreateVpnConnectionAsync(new CreateVpnConnectionRequest { VpnConnection = connection }, system.As(caller))).VpnConnection.Id;
    }

    private static AsyncUnaryCall<ExportVpnConnectionPeerConfigurationResponse> ExportAsync(
        TestSystem system, CallerContext caller, string id, string vendor = "Generic", string type = "Text", string model = "Parameters", string version = "1")
    {
        var request = Request(id);
        (request.Vendor, request.Type, request.Model, request.Version) = (vendor, type, model, version);
        return Client(system).ExportVpnConnectionPeerConfigurationAsync(request, system.As(caller));
    }

    private static ExportVpnConnectionPeerConfigurationRequest Request(string id) => new() { VpnConnectionId = id };

    private static Protos.SiteToSite.V5.PeerConfigurations.PeerConfigurationsClient Client(TestSystem system) =>
        system.Client(channel => new Protos.SiteToSite.V5.PeerConfigurations.PeerConfigurationsClient(channel));
}
