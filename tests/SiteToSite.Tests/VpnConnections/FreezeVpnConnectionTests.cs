using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>An administrator freezes connections and lets them go again; what a frozen one refuses is in <see cref="ConnectionReadinessTests"/>.</summary>
public sealed class FreezeVpnConnectionTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private static readonly Dictionary<string, Refusal> Refusals = new()
    {
        ["a user"] = new("VPN.0003", "403", Caller: TestSystem.User("p")),
        ["another part"] = new("VPN.0003", "403", Caller: CallerExtensions.OfPart("identity")),
        ["without a project"] = new("VPN.0001", "400", ["project_id"], request => request.ProjectId = ""),
        ["a malformed id"] = new("VPN.0001", "400", ["vpn_connection_id"], request => request.VpnConnectionId = "x"),
        ["an unknown connection"] = new("VPN.0004", "404", Vary: request => request.VpnConnectionId = Examples.Id()),
        ["a connection of another project"] = new("VPN.0004", "404", Vary: request => request.ProjectId = TestSystem.NewProject()),
    };

    public static MatrixTheoryData<string, string> RefusalRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Refusals.Keys);

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Every_change_of_the_status_is_told_once_and_reports_do_not_undo_it(string dialect)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());

        await FreezeAsync(system, site.Caller, created.Id, frozen: false);
        await FreezeAsync(system, site.Caller, created.Id, frozen: true);
        await FreezeAsync(system, site.Caller, created.Id, frozen: true);
        await system.ConnectionAppliedAsync(created.Id);
        var frozen = await system.ShowConnectionAsync(site.Caller, created.Id);
        await FreezeAsync(system, site.Caller, created.Id, frozen: false);

        frozen.Status.ShouldBe("FREEZED");
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("DOWN");
        var told = (await system.ToldAsync(created.Id)).Where(one => one.RequestId == "by-administrator").ToArray();
        told.Select(one => (one.Type, one.Generation)).ShouldBe([("vpn_connection.status_changed", 1), ("vpn_connection.status_changed", 1)]);
    }

    [Theory]
    [MemberData(nameof(RefusalRows))]
    public async Task Nobody_else_may_freeze_and_nothing_else_can_be_frozen(string dialect, string refused)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        var expected = Refusals[refused];
        var request = new FreezeVpnConnectionRequest { ProjectId = site.Caller.ProjectId, VpnConnectionId = created.Id, Frozen = true };
        expected.Vary?.Invoke(request);

        var refusal = await Refused.Async(Freeze(system, request, system.As(expected.Caller ?? GatewayActions.Administrator)));

        (refusal.Code, refusal.Status).ShouldBe((expected.Code, expected.Status));
        refusal.Fields.ShouldBe(expected.Fields ?? []);
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("DOWN");
    }

    private static async Task FreezeAsync(TestSystem system, CallerContext owner, string id, bool frozen) => await Freeze(
        system,
        new FreezeVpnConnectionRequest { ProjectId = owner.ProjectId, VpnConnectionId = id, Frozen = frozen },
        system.As(CallerExtensions.OfPart(CallerExtensions.Administrator, requestId: "by-administrator")));

    private static AsyncUnaryCall<FreezeVpnConnectionResponse> Freeze(TestSystem system, FreezeVpnConnectionRequest request, CallOptions options) =>
        system.Client(channel => new SiteToSiteAdministration.SiteToSiteAdministrationClient(channel)).FreezeVpnConnectionAsync(request, options);

    private sealed record Refusal(
        string Code, string Status, string[]? Fields = null, Action<FreezeVpnConnectionRequest>? Vary = null, CallerContext? Caller = null);
}
