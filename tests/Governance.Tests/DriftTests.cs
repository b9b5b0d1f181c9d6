using Microsoft.Extensions.Time.Testing;
using VpnMesh.Governance.Reconciliation;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.TestKit;

namespace VpnMesh.Governance.Tests;

/// <summary>What went wrong with quotas is found, put right and told.</summary>
public sealed class DriftTests
{
    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Drift_is_put_right_and_told_once(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--QUOTA_CHECK_INTERVAL=60", $"--SITE_TO_SITE={OwnerService.Address(store)}");
        var (standing, gone, forgotten, customerGateway) = (GatewayWish.NewId(), GatewayWish.NewId(), GatewayWish.NewId(), GatewayWish.NewId());
        foreach (var id in new[] { standing, gone })
        {
            await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(request => request.ResourceId = id), governance.Owner);
            await governance.Reservations.ConfirmAsync(new ConfirmRequest { ResourceIds = { id } }, governance.Owner);
        }
        await governance.Reservations.ReserveAsync(
            new ReserveRequest { ResourceType = "customer_gateway", ResourceId = customerGateway }, governance.Owner);
        await TamperAsync(governance, "UPDATE quota SET used = used + 7 WHERE type = 'customer_gateway'");
        await TamperAsync(governance, "INSERT INTO quota (project_id, type, used) VALUES ('another', 'eip', 3)");
        await using var owner = await OwnerService.StartAsync(store, governance.Time, standing, forgotten, customerGateway);
        foreach (var (id, projectId) in new[] { (standing, GovernanceInstance.Project), (forgotten, "third") })
        {
            owner.Listed[id] = new ResourceRef { ProjectId = projectId, ResourceType = "vpn_gateway", ResourceId = id };
        }
        await AdvanceUntilAsync(governance, () => Task.FromResult(governance.Told.Count == 4));
        // As much again finds nothing more.
        var end = governance.Time.GetUtcNow().AddMinutes(6);
        await AdvanceUntilAsync(governance, () => Task.FromResult(governance.Time.GetUtcNow() > end));

        governance.Told.ShouldAllBe(told => told.Type == "quota.drift_found" && told.Subject == Text(told.Data, "quota_type"));
        Lines(governance).ShouldBe(
        [
            $"{GovernanceInstance.Project} customer_gateway counter: 8 -> 1, corrected",
            "another eip counter: 3 -> 0, corrected",
            $"{GovernanceInstance.Project} vpn_gateway reservation_without_resource: 2 -> 1, released",
            "third vpn_gateway resource_without_reservation: 0 -> 1, reserved",
        ], ignoreOrder: true);
        (await governance.UsedAsync("vpn_gateway")).ShouldBe(1);
        (await governance.HiddenUseAsync("eip")).ShouldBe(2);
        (await governance.CountAsync($"reservation WHERE resource_id = '{forgotten}' AND confirmed = 1 AND public_border_group = 'center'")).ShouldBe(1);
        (await governance.CountAsync($"reservation WHERE resource_id = '{gone}'")).ShouldBe(0);
    }

    [Fact]
    public void Only_what_two_passes_find_with_time_between_them_is_wrong()
    {
        var time = new FakeTimeProvider();
        var suspects = new Suspects<string>(TimeSpan.FromSeconds(100), time);
        suspects.IsWrong("under way").ShouldBeFalse();
        suspects.IsWrong("wrong").ShouldBeFalse();
        suspects.EndPass();
        time.Advance(TimeSpan.FromSeconds(99));
        suspects.IsWrong("wrong").ShouldBeFalse();
        suspects.EndPass();
        time.Advance(TimeSpan.FromSeconds(1));
        suspects.IsWrong("wrong").ShouldBeTrue();
        suspects.IsWrong("under way").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Administrators_see_every_quota_and_Monitoring_those_that_are_much_used(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var governance = await GovernanceInstance.StartAsync(store, "--QUOTA_VPN_GATEWAY=2");
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.Owner);
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Public(), governance.InProject("another"));
        await governance.Reservations.ReserveVpnGatewayAsync(GatewayWish.Private(), governance.InProject("another"));
        await governance.Inventory.SetQuotaAsync(
            new SetQuotaRequest { ProjectId = GovernanceInstance.Project, Type = "eip", Quota = 3 }, governance.Administrator);

        var shown = await governance.Overview.ShowQuotasAsync(
            new ShowQuotasRequest { ProjectId = GovernanceInstance.Project }, governance.Administrator);
        shown.Quotas.Select(quota => $"{quota.Type} {quota.Used}/{quota.Quota}{(quota.IsSet ? " set" : "")}").Order().ShouldBe(
            ["customer_gateway 0/100", "eip 2/3 set", "p2c_vpn_gateway 0/50", "vpn_connection 0/5000", "vpn_gateway 1/2"]);

        (await MuchAsync(governance, 51)).ShouldBe([$"{GovernanceInstance.Project} eip 2/3", "another vpn_gateway 2/2"], ignoreOrder: true);
        (await MuchAsync(governance, 100)).ShouldBe(["another vpn_gateway 2/2"]);

        (await Refusal.OfAsync(governance.Overview.ShowQuotasAsync(new ShowQuotasRequest { ProjectId = "p" }, governance.Owner))).Code.ShouldBe("VPN.0003");
        (await Refusal.OfAsync(governance.Overview.ListQuotaUseAsync(new ListQuotaUseRequest(), governance.Owner))).Code.ShouldBe("VPN.0003");
        var refusal = await Refusal.OfAsync(governance.Overview.ListQuotaUseAsync(new ListQuotaUseRequest(), Monitoring(governance)));
        (refusal.Code, refusal.Field).ShouldBe(("VPN.0001", "min_percent"));
    }

    private static async Task<List<string>> MuchAsync(GovernanceInstance governance, int percent)
    {
        var request = new ListQuotaUseRequest { MinPercent = percent, Limit = 2 };
        var much = new List<string>();
        do
        {
            var page = await governance.Overview.ListQuotaUseAsync(request, Monitoring(governance));
            much.AddRange(page.Quotas.Select(quota => $"{quota.ProjectId} {quota.Type} {quota.Used}/{quota.Quota}"));
            request.After = page.Next;
        }
        while (request.After.Length > 0);
        return much;
    }

    private static Grpc.Core.CallOptions Monitoring(GovernanceInstance governance) =>
        governance.With(CallerExtensions.OfPart("monitoring"));

    private static IEnumerable<string> Lines(GovernanceInstance governance) => governance.Told.Select(told =>
        $"{told.ProjectId} {told.Subject} {Text(told.Data, "drift")}: {Text(told.Data, "found")} -> {Text(told.Data, "expected")}, {Text(told.Data, "done")}");

    private static string Text(System.Text.Json.JsonElement data, string field) => data.GetProperty(field).GetString()!;

    private static Task AdvanceUntilAsync(GovernanceInstance governance, Func<Task<bool>> condition) => Eventually.Async(
        () =>
        {
            governance.Time.Advance(TimeSpan.FromSeconds(60));
            return condition();
        },
        pause: TimeSpan.FromMilliseconds(20));

    private static Task<int> TamperAsync(GovernanceInstance governance, string sql) =>
        governance.Database.InTransactionAsync(session => session.ExecuteAsync(sql), CancellationToken.None);
}
