using VpnMesh.Protos.P2C.V5;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.P2C.Tests.P2cVpnGateways;

/// <summary>What CreateP2cVgw refuses, and what it fills in.</summary>
public sealed class CreateRulesTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, (Action<NewP2cVgw> Vary, string Code, string Says)> Wrong = new()
    {
        ["a name with a period"] = (wanted => wanted.Name = "a.b", "VPN.0001", "p2c_vpn_gateway.name"),
        ["an empty name"] = (wanted => wanted.Name = "", "VPN.0001", "p2c_vpn_gateway.name"),
        ["a long name"] = (wanted => wanted.Name = new string('a', 65), "VPN.0001", "p2c_vpn_gateway.name"),
        ["no VPC"] = (wanted => wanted.ClearVpcId(), "VPN.0001", "p2c_vpn_gateway.vpc_id"),
        ["a VPC that is no UUID"] = (wanted => wanted.VpcId = "x", "VPN.0500", "p2c_vpn_gateway.vpc_id"),
        ["no subnet"] = (wanted => wanted.ClearConnectSubnet(), "VPN.0001", "p2c_vpn_gateway.connect_subnet"),
        ["a subnet that is no UUID"] = (wanted => wanted.ConnectSubnet = "x", "VPN.0501", "p2c_vpn_gateway.connect_subnet"),
        ["another flavour"] = (wanted => wanted.Flavor = "Basic", "VPN.0001", "p2c_vpn_gateway.flavor"),
        ["no zone in the list"] = (wanted => wanted.AvailabilityZoneIds = new StringList(), "VPN.0514", "availability_zone_ids"),
        ["three zones"] = (wanted => wanted.AvailabilityZoneIds = new StringList { Items = { "a", "b", "c" } }, "VPN.0514", "availability_zone_ids"),
        ["one zone twice"] = (wanted => wanted.AvailabilityZoneIds = new StringList { Items = { "region-1a", "region-1a" } }, "VPN.0515", "availability_zone_ids"),
        ["an unknown zone"] = (wanted => wanted.AvailabilityZoneIds = new StringList { Items = { "region-1a", "mars" } }, "VPN.0001", "mars"),
        ["no EIP"] = (wanted => wanted.Eip = null, "VPN.0001", "p2c_vpn_gateway.eip"),
        ["an EIP that is no UUID"] = (wanted => wanted.Eip = new NewP2cEip { Id = "x" }, "VPN.0551", "p2c_vpn_gateway.eip.id"),
        ["an existing EIP with a type"] = (wanted => wanted.Eip = new NewP2cEip { Id = GatewayActions.Id(), Type = "5_bgp" }, "VPN.0559", "eip"),
        ["an existing EIP with a size"] = (wanted => wanted.Eip = new NewP2cEip { Id = GatewayActions.Id(), BandwidthSize = 5 }, "VPN.0559", "eip"),
        ["a new EIP without type"] = (wanted => wanted.Eip = new NewP2cEip { BandwidthSize = 5 }, "VPN.0558", "eip.type"),
        ["a new EIP with an empty type"] = (wanted => wanted.Eip = new NewP2cEip { Type = "", BandwidthSize = 5 }, "VPN.0558", "eip.type"),
        ["a new EIP with a long type"] = (wanted => wanted.Eip.Type = new string('5', 37), "VPN.0001", "eip.type"),
        ["a new EIP of an unknown type"] = (wanted => wanted.Eip.Type = "6_bgp", "VPN.0556", "6_bgp"),
        ["a new EIP without size"] = (wanted => wanted.Eip.ClearBandwidthSize(), "VPN.0558", "eip.bandwidth_size"),
        ["a bandwidth of nothing"] = (wanted => wanted.Eip.BandwidthSize = 0, "VPN.0001", "eip.bandwidth_size"),
        ["too much bandwidth"] = (wanted => wanted.Eip.BandwidthSize = 301, "VPN.0550", "eip.bandwidth_size"),
        ["another way to pay"] = (wanted => wanted.Eip.ChargeMode = "rent", "VPN.0001", "eip.charge_mode"),
        ["a bandwidth with a bad name"] = (wanted => wanted.Eip.BandwidthName = "a b", "VPN.0001", "eip.bandwidth_name"),
        ["no clients"] = (wanted => wanted.MaxConnectionNumber = 0, "VPN.0001", "max_connection_number"),
        ["too many clients"] = (wanted => wanted.MaxConnectionNumber = 501, "VPN.0504", "max_connection_number"),
        ["an enterprise project that is none"] = (wanted => wanted.EnterpriseProjectId = "x", "VPN.0001", "enterprise_project_id"),
        ["a tag of the system"] = (wanted => wanted.Tags.Add(new ResourceTag { Key = "_sys_a", Value = "" }), "VPN.0001", "tags[0].key"),
        ["a tag that begins with a space"] = (wanted => wanted.Tags.Add(new ResourceTag { Key = " a", Value = "" }), "VPN.0001", "tags[0].key"),
        ["a tag whose value ends with a space"] = (wanted => wanted.Tags.Add(new ResourceTag { Key = "a", Value = "b " }), "VPN.0001", "tags[0].value"),
    };

    public static TheoryData<string> Names => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused(string name)
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (vary, code, says) = Wrong[name];

        var refusal = await Refused.Async(system.Gateways().CreateP2cVgwAsync(new CreateP2cVgwRequest { P2CVpnGateway = GatewayActions.Wanted(vary) }, system.As(caller)));

        (refusal.Code, refusal.Status).ShouldBe((code, "400"));
        refusal.Message.ShouldContain(says);
        (await system.QueryAsync<string>("SELECT id FROM p2c_vpn_gateway WHERE project_id = @ProjectId", new { caller.ProjectId })).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_not_sent_is_filled_in(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());

        var shown = await system.ShowAsync(caller, await system.CreateAsync(caller));

        shown.Name.ShouldMatch("^p2c-vpngw-[0-9a-z]{4}$");
        shown.Flavor.ShouldBe("Professional1");
        shown.AvailabilityZoneIds.Count.ShouldBe(2);
        shown.MaxConnectionNumber.ShouldBe(10);
        shown.Eip.ChargeMode.ShouldBe("bandwidth");
        shown.Eip.BandwidthName.ShouldMatch("^p2c-vpngw-bandwidth-[0-9a-z]{4}$");
        (shown.Eip.BandwidthSize, shown.Eip.Type, shown.Eip.IpVersion, shown.Eip.ShareType).ShouldBe((100, "5_bgp", 4, "PER"));
        (shown.EnterpriseProjectId, shown.AdminStateUp, shown.FrozenEffect, shown.CurrentConnectionNumber).ShouldBe(("0", true, 0, 0));
        (shown.HasOrderId, shown.Status, shown.HasAppliedAt).ShouldBe((false, "PENDING_CREATE", false));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_sent_comes_back(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var wanted = GatewayActions.Wanted(gateway =>
        {
            gateway.Name = "dial-in_1";
            gateway.AvailabilityZoneIds = new StringList { Items = { "region-1b", "region-1a" } };
            gateway.MaxConnectionNumber = 500;
            gateway.Eip = new NewP2cEip { Id = GatewayActions.Id().ToUpperInvariant() };
            gateway.Tags.Add(new ResourceTag { Key = "team", Value = "net" });
        });

        var shown = await system.ShowAsync(caller, await system.CreateAsync(caller, wanted));

        (shown.Name, shown.VpcId, shown.ConnectSubnet, shown.MaxConnectionNumber).ShouldBe((wanted.Name, wanted.VpcId, wanted.ConnectSubnet, 500));
        shown.AvailabilityZoneIds.ShouldBe(wanted.AvailabilityZoneIds.Items);
        shown.Eip.Id.ShouldBe(wanted.Eip.Id);
        shown.Tags.ShouldBe(wanted.Tags);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_creation_repeated_under_its_key_creates_once(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var request = new CreateP2cVgwRequest { ClientToken = GatewayActions.Id(), P2CVpnGateway = GatewayActions.Wanted() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => await system.Gateways().CreateP2cVgwAsync(request, system.As(caller))));

        answers.Select(answer => answer.P2CVpnGateway.Id).Distinct().ShouldHaveSingleItem();
        (await system.Gateways().ListP2cVgwsAsync(new ListP2cVgwsRequest(), system.As(caller))).TotalCount.ShouldBe(1);
    }
}
