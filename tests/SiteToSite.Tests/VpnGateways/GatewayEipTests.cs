using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>How the EIPs of a gateway come about and what answers show of them (contract: CreateRequestEip, ResponseEip).</summary>
public sealed class GatewayEipTests(TestSystems systems) : IClassFixture<TestSystems>
{
    // What an EIP that joins a shared bandwidth may say of a bandwidth without any effect.
    private static readonly Dictionary<string, Action<NewEip>> Ignored = new()
    {
        ["nothing"] = eip => eip.ClearBandwidthName(),
        ["a well-formed bandwidth"] = eip => (eip.ChargeMode, eip.BandwidthSize, eip.BandwidthName) = ("traffic", 7, "mine"),
        ["a malformed charge_mode"] = eip => eip.ChargeMode = "95peak_plus",
        ["a size above the flavor"] = eip => eip.BandwidthSize = 1000,
        ["a malformed size"] = eip => eip.BandwidthSize = 0,
        ["a malformed name"] = eip => eip.BandwidthName = "a/b",
    };

    // What Governance knows of an EIP, and what an answer must show of it.
    private static readonly Dictionary<string, Action<BoundEip>> Billing = new()
    {
        ["pay-per-use"] = eip => eip.ChargeMode = "traffic",
        ["an EIP billed by year or month"] = eip => eip.IpBillingInfo = "order:product:region:project",
        ["a bandwidth billed by year or month"] = eip => eip.BandwidthBillingInfo = "order:product:region:project",
        ["both"] = eip => (eip.IpBillingInfo, eip.BandwidthBillingInfo) = ("o1:p1:r:p", "o2:p2:r:p"),
    };

    public static MatrixTheoryData<string, string> IgnoredRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Ignored.Keys);

    public static MatrixTheoryData<string, string> BillingRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Billing.Keys);

    [Theory]
    [MemberData(nameof(IgnoredRows))]
    public async Task A_new_EIP_joins_a_shared_bandwidth_whatever_else_it_says(string dialect, string ignored)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var bandwidthId = await system.RegisterBandwidthAsync(caller.ProjectId);
        var wanted = Examples.Public();
        wanted.Eip2 = new NewEip { Type = "5_sbgp", BandwidthId = bandwidthId };
        Ignored[ignored](wanted.Eip2);

        var created = await system.CreateActiveAsync(caller, wanted);

        var eip = (await system.ShowAsync(caller, created.Id)).Eip2;
        eip.ShouldBe(new Eip
        {
            Id = eip.Id,
            IpVersion = 4,
            Type = "5_sbgp",
            IpAddress = eip.IpAddress,
            ChargeMode = "bandwidth",
            BandwidthId = bandwidthId,
            BandwidthSize = 200,
            BandwidthName = "shared",
            ShareType = "WHOLE",
        });
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_bandwidth_without_a_name_gets_one(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());

        var shown = await system.ShowAsync(caller, created.Id);

        new[] { shown.Eip1, shown.Eip2 }.ShouldAllBe(eip => System.Text.RegularExpressions.Regex.IsMatch(eip.BandwidthName, "^vpngw-bandwidth-[0-9a-f]{4}$"));
        shown.Eip1.ChargeMode.ShouldBe("bandwidth");
        shown.Eip1.BandwidthId.ShouldNotBe(shown.Eip2.BandwidthId);
    }

    [Theory]
    [MemberData(nameof(BillingRows))]
    public async Task An_existing_EIP_shows_how_it_is_billed(string dialect, string billing)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        BoundEip? registered = null;
        var eipId = await system.RegisterEipAsync(caller.ProjectId, eip =>
        {
            Billing[billing](eip);
            registered = eip;
        });
        var created = await system.CreateActiveAsync(caller, Examples.With(eip1: eipId));

        var updated = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = "b" });

        var expected = Shown(registered!);
        updated.Eip1.ShouldBe(expected);
        (await system.ShowAsync(caller, created.Id)).Eip1.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_existing_EIP_may_have_a_shared_bandwidth(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var bandwidthId = await system.RegisterBandwidthAsync(caller.ProjectId);
        var eipId = await system.RegisterEipAsync(caller.ProjectId, eip => (eip.ShareType, eip.BandwidthId) = ("WHOLE", bandwidthId));
        var created = await system.CreateActiveAsync(caller, Examples.With(eip2: eipId));

        var eip = (await system.ShowAsync(caller, created.Id)).Eip2;

        (eip.Id, eip.ShareType, eip.BandwidthId, eip.BandwidthSize, eip.BandwidthName).ShouldBe((eipId, "WHOLE", bandwidthId, 200, "shared"));
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_second_EIP_is_changed_like_the_first(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (old, next) = (await system.RegisterEipAsync(caller.ProjectId), await system.RegisterEipAsync(caller.ProjectId));
        var created = await system.CreateActiveAsync(caller, Examples.With(eip2: old));
        var before = await system.ShowAsync(caller, created.Id);
        await system.UnbindAsync(caller.ProjectId, old);
        await TestKit.Eventually.Async(async () => (await system.ShowAsync(caller, created.Id)).Eip2 is null);
        await system.AppliedAsync(created.Id);

        var updated = await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { EipId2 = next });

        updated.Eip2.Id.ShouldBe(next);
        updated.Eip1.ShouldBe(before.Eip1);
        var shown = await system.ShowAsync(caller, created.Id);
        (shown.Eip1, shown.Eip2).ShouldBe((updated.Eip1, updated.Eip2));
    }

    private static Eip Shown(BoundEip registered)
    {
        var eip = new Eip
        {
            Id = registered.Id,
            IpVersion = 4,
            Type = registered.Type,
            IpAddress = registered.IpAddress,
            ChargeMode = registered.ChargeMode,
            BandwidthId = registered.BandwidthId,
            BandwidthSize = registered.BandwidthSize,
            BandwidthName = registered.BandwidthName,
            ShareType = registered.ShareType,
        };
        if (registered.HasIpBillingInfo)
        {
            eip.IpBillingInfo = registered.IpBillingInfo;
        }
        if (registered.HasBandwidthBillingInfo)
        {
            eip.BandwidthBillingInfo = registered.BandwidthBillingInfo;
        }
        return eip;
    }
}
