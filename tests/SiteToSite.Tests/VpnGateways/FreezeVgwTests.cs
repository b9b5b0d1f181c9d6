using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnGateways;

/// <summary>An administrator freezes gateways and lets them go again.</summary>
public sealed class FreezeVgwTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, Refusal> Refusals = new()
    {
        ["a user"] = new("VPN.0003", "403", Caller: TestSystem.User("p")),
        ["another part"] = new("VPN.0003", "403", Caller: CallerExtensions.OfPart("identity")),
        ["without a project"] = new("VPN.0001", "400", ["project_id"], request => request.ProjectId = ""),
        ["a malformed id"] = new("VPN.0001", "400", ["vgw_id"], request => request.VgwId = "x"),
        ["an unknown gateway"] = new("VPN.0004", "404", Vary: request => request.VgwId = Examples.Id()),
        ["a gateway of another project"] = new("VPN.0004", "404", Vary: request => request.ProjectId = TestSystem.NewProject()),
    };

    public static MatrixTheoryData<string, string> RefusalRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Refusals.Keys);

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_frozen_gateway_takes_no_change_until_it_is_let_go(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        var before = await system.ShowAsync(caller, created.Id);

        await FreezeAsync(system, caller, created.Id.ToUpperInvariant(), frozen: true);
        var frozen = await system.ShowAsync(caller, created.Id);
        var refusals = new[]
        {
            await Refused.Async(system.Gateways().UpdateVgwAsync(
                new UpdateVgwRequest { VgwId = created.Id, VpnGateway = new VpnGatewayChanges { Name = "b" } }, system.As(caller))),
            await Refused.Async(system.Gateways().UpdatePostpaidVgwSpecificationAsync(
                new UpdatePostpaidVgwSpecificationRequest { VgwId = created.Id, VpnGateway = new() { Flavor = "Professional2" } }, system.As(caller))),
            await Refused.Async(system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = created.Id }, system.As(caller))),
        };
        await FreezeAsync(system, caller, created.Id, frozen: false);

        frozen.Status.ShouldBe("FREEZED");
        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0510" && refusal.Status == "500");
        (await system.ShowAsync(caller, created.Id)).ShouldBe(before);
        (await system.UpdateAsync(caller, created.Id, new VpnGatewayChanges { Name = "b" })).Name.ShouldBe("b");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Every_change_of_the_status_is_told_once(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());

        foreach (var frozen in new[] { false, true, true, false, false })
        {
            await FreezeAsync(system, caller, created.Id, frozen);
        }

        var told = (await system.ToldAsync(created.Id))[1..];
        told.ShouldAllBe(one => one.Type == "vpn_gateway.status_changed" && one.Generation == 1 && one.RequestId == "by-administrator");
        told.Select(one => one.StatusChange()).ShouldBe(["ACTIVE -> FREEZED", "FREEZED -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_that_is_being_deleted_shows_nothing_of_it(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        await system.PlaceAsync(created.Id);
        await system.Gateways().DeleteVgwAsync(new DeleteVgwRequest { VgwId = created.Id }, system.As(caller));
        var before = await system.ShowAsync(caller, created.Id);

        await FreezeAsync(system, caller, created.Id, frozen: true);

        before.Status.ShouldBe("PENDING_DELETE");
        (await system.ShowAsync(caller, created.Id)).ShouldBe(before);
        (await system.ToldAsync(created.Id)).Length.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_was_judged_before_the_gateway_was_frozen_is_not_written(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        var judged = await system.SiteToSite.ReadAsync(session => session.FindVpnGatewayAsync(caller.ProjectId, created.Id), CancellationToken.None);
        var changed = judged! with { Name = "b", Generation = 2 };

        await FreezeAsync(system, caller, created.Id, frozen: true);
        var written = await system.SiteToSite.InTransactionAsync(
            async session => await session.UpdateAsync(changed) || await session.MarkDeletingAsync(changed), CancellationToken.None);

        written.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(RefusalRows))]
    public async Task Nobody_else_may_freeze_and_nothing_else_can_be_frozen(string dialect, string refused)
    {
        var system = await systems[dialect];
        var project = TestSystem.NewProject();
        var created = await system.CreateActiveAsync(TestSystem.User(project), Examples.Public());
        var expected = Refusals[refused];
        var request = new FreezeVgwRequest { ProjectId = project, VgwId = created.Id, Frozen = true };
        expected.Vary?.Invoke(request);

        var refusal = await Refused.Async(
            Administration(system).FreezeVgwAsync(request, system.As(expected.Caller ?? GatewayActions.Administrator)));

        refusal.ShouldSatisfyAllConditions(
            () => refusal.Code.ShouldBe(expected.Code),
            () => refusal.Status.ShouldBe(expected.Status),
            () => refusal.Fields.ShouldBe(expected.Fields ?? []));
        (await system.ShowAsync(TestSystem.User(project), created.Id)).Status.ShouldBe("ACTIVE");
    }

    private static async Task FreezeAsync(TestSystem system, CallerContext owner, string id, bool frozen) =>
        await Administration(system).FreezeVgwAsync(
            new FreezeVgwRequest { ProjectId = owner.ProjectId, VgwId = id, Frozen = frozen },
            system.As(CallerExtensions.OfPart(CallerExtensions.Administrator, requestId: "by-administrator")));

    private static SiteToSiteAdministration.SiteToSiteAdministrationClient Administration(TestSystem system) =>
        system.Client(channel => new SiteToSiteAdministration.SiteToSiteAdministrationClient(channel));

    private sealed record Refusal(
        string Code, string Status, string[]? Fields = null, Action<FreezeVgwRequest>? Vary = null, CallerContext? Caller = null);
}
