using Microsoft.Extensions.Time.Testing;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>Alerts about quotas, with the real Governance.</summary>
public sealed class QuotaAlertsTests
{
    [Fact]
    public async Task A_quota_that_is_nearly_used_up_is_told_until_there_is_room_and_while_Governance_is_away()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var system = await AlertSystem.StartAsync(store, time: time, settings: $"--GOVERNANCE={GovernanceSystem.Address(store)}");
        var (projectId, ids) = (Told.NewProject(), Enumerable.Range(0, 4).Select(_ => Told.NewId()).ToArray());
        // Nobody is asked for reservations that nobody confirms: their owner is not there.
        await using (var governance = await GovernanceSystem.StartAsync(store, time, withMonitoring: false, "--QUOTA_CUSTOMER_GATEWAY=5"))
        {
            await ReserveAsync(governance, projectId, ids[..3]);
            time.Advance(TimeSpan.FromSeconds(31));
            await ReserveAsync(governance, projectId, ids[3..]);
            await UntilAsync(time, async () => (await system.OpenAsync(projectId)).Count == 1);
            var alert = (await system.OpenAsync(projectId))[0];
            (alert.Rule, alert.AboutType, alert.AboutId, alert.Summary).ShouldBe(("quota_usage", "quota", "customer_gateway", "4 of 5 are used"));
        }
        await UntilAsync(time, () => Task.FromResult(system.Log.Text.Contains("Governance did not say which quotas are much used", StringComparison.Ordinal)));
        (await system.OpenAsync(projectId)).Count.ShouldBe(1);

        await using var again = await GovernanceSystem.StartAsync(store, time, withMonitoring: false, "--QUOTA_CUSTOMER_GATEWAY=5");
        await again.Reservations.ReleaseAsync(new ReleaseRequest { ResourceIds = { ids[0] } }, again.In(projectId));
        await UntilAsync(time, async () => (await system.OpenAsync(projectId)).Count == 0);
        (await system.ScalarAsync<string>("SELECT cleared_because FROM alert")).ShouldBe("less than 80 % are used");
        (await system.ScalarAsync<long>("SELECT COUNT(*) FROM alert_subject")).ShouldBe(0);
    }

    [Fact]
    public async Task A_counter_that_is_wrong_is_put_right_and_told()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var system = await GovernanceSystem.StartAsync(store, time, withMonitoring: true, "--QUOTA_CHECK_INTERVAL=60");
        var projectId = Told.NewProject();
        await ReserveAsync(system, projectId, [Told.NewId()]);
        await system.Database.InTransactionAsync(session => session.ExecuteAsync("UPDATE quota SET used = 9"), CancellationToken.None);

        Task<string?> SummaryAsync() => system.Monitoring.ReadAsync(
            session => session.ScalarAsync<string>("SELECT project_id || ' ' || rule || ': ' || summary FROM alert WHERE cleared_at IS NULL"),
            CancellationToken.None);
        await UntilAsync(time, async () => await SummaryAsync() is not null);

        (await SummaryAsync()).ShouldBe($"{projectId} quota_drift: the use was 9 and should have been 1: counter, corrected");
        (await system.Database.ReadAsync(session => session.ScalarAsync<long>("SELECT used FROM quota"), CancellationToken.None)).ShouldBe(1);
    }

    private static async Task ReserveAsync(GovernanceSystem governance, string projectId, string[] ids)
    {
        foreach (var id in ids)
        {
            await governance.Reservations.ReserveAsync(
                new ReserveRequest { ResourceType = "customer_gateway", ResourceId = id }, governance.In(projectId));
        }
    }

    private static Task UntilAsync(FakeTimeProvider time, Func<Task<bool>> condition) => Eventually.Async(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(31));
            return condition();
        },
        pause: TimeSpan.FromMilliseconds(20));
}
