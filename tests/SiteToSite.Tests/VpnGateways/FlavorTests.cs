using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>What the table of flavours of CreateVgw promises for each, and which one a gateway can be changed to.</summary>
public sealed class FlavorTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, (long Bandwidth, bool HasPolicies, string[] Supported)> Table = new()
    {
        ["Basic"] = (100, false, ["Professional1", "Professional2"]),
        ["Professional1"] = (300, false, ["Basic", "Professional2"]),
        ["Professional2"] = (1000, false, ["Basic", "Professional1"]),
        ["GM"] = (500, false, []),
        ["Professional1-NonFixedIP"] = (300, true, []),
        ["Professional2-NonFixedIP"] = (1000, true, []),
    };

    public static MatrixTheoryData<string, string> Rows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Table.Keys);

    public static MatrixTheoryData<string, string> LimitedRows =>
        new(TestSystem.Dialects.Select(dialect => dialect.Data), Table.Keys.Where(flavor => Table[flavor].Bandwidth < 1000));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_gateway_has_what_its_flavor_gives(string dialect, string flavor)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (bandwidth, hasPolicies, supported) = Table[flavor];

        var created = await system.CreateAsync(caller, Wanted(flavor, bandwidth));

        var shown = await system.ShowAsync(caller, created.Id);
        foreach (var answer in new[] { created, shown })
        {
            answer.ShouldSatisfyAllConditions(
                () => answer.Flavor.ShouldBe(flavor),
                () => answer.ConnectionNumber.ShouldBe(200),
                () => answer.PolicyTemplate.ShouldBe(hasPolicies ? Examples.FirstPolicies() : null));
        }
        shown.SupportedFlavors.ShouldBe(supported);
    }

    [Theory]
    [MemberData(nameof(LimitedRows))]
    public async Task An_EIP_above_the_limit_of_the_flavor_is_refused(string dialect, string flavor)
    {
        var system = await systems[dialect];

        var refusal = await Refused.Async(system.Gateways().CreateVgwAsync(
            new CreateVgwRequest { VpnGateway = Wanted(flavor, Table[flavor].Bandwidth + 1) }, system.As(TestSystem.User(TestSystem.NewProject()))));

        refusal.Code.ShouldBe("VPN.0550");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Only_what_all_zones_of_the_gateway_offer_is_supported(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect);
        var caller = TestSystem.User(TestSystem.NewProject());
        await system.RegisterZoneAsync("region-1a", flavors: ["Basic", "Professional1", "Professional2"]);
        await system.RegisterZoneAsync("region-1b", flavors: ["Professional1", "Professional2"]);
        var created = await system.CreateActiveAsync(caller, Wanted("Professional1", 100));

        (await system.ShowAsync(caller, created.Id)).SupportedFlavors.ShouldBe(["Professional2"]);
        var refusal = await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
            new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = new() { Flavor = "Basic" } }, system.As(caller)));
        refusal.Code.ShouldBe("VPN.0001");
        refusal.Message.ShouldContain("(Professional2)");
    }

    private static NewVpnGateway Wanted(string flavor, long bandwidth)
    {
        var gateway = Examples.Public();
        gateway.Flavor = flavor;
        (gateway.Eip1.BandwidthSize, gateway.Eip2.BandwidthSize) = (bandwidth, bandwidth);
        return gateway;
    }
}
