using Microsoft.Extensions.DependencyInjection;
using VpnMesh.Monitoring.Alerts;
using VpnMesh.Protos.Monitoring.V1;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>What becomes of alerts beside their rules.</summary>
[Collection(nameof(QuietSystems))]
public sealed class AlertLifeTests(QuietSystems systems)
{
    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Alerts_are_listed_newest_first_in_pages_and_the_old_are_forgotten(Kind kind)
    {
        var system = systems[kind];
        var projectId = Told.NewProject();
        var connections = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            connections.Add(await RaiseAsync(system, projectId));
        }
        await system.TakeAsync(Told.Status(projectId, connections[1], "DOWN", "ACTIVE", system.Time.GetUtcNow()));
        await system.JudgeAsync();
        async Task<IList<Alert>> ListAsync(bool open, string after, int limit) => (await system.Alerts.ListAlertsAsync(
            new ListAlertsRequest { ProjectId = projectId, Open = open, After = after, Limit = limit }, system.Administrator)).Alerts;

        (await ListAsync(open: true, "", 0)).Select(alert => alert.AboutId).ShouldBe([connections[2], connections[0]]);
        var first = await ListAsync(open: false, "", 2);
        first.Select(alert => alert.AboutId).ShouldBe([connections[2], connections[1]]);
        (first[1].ClearedAt.Length > 0, first[1].ClearedBecause).ShouldBe((true, "the connection is not down any more"));
        (await ListAsync(open: false, first[1].Id.ToUpperInvariant(), 2)).ShouldHaveSingleItem().AboutId.ShouldBe(connections[0]);
        var refusal = await Refusal.OfAsync(system.Alerts.ListAlertsAsync(new ListAlertsRequest { Limit = 1001 }, system.Administrator));
        (refusal.Code, refusal.Field).ShouldBe(("VPN.0001", "limit"));

        system.Time.Advance(TimeSpan.FromDays(91));
        await ActivatorUtilities.CreateInstance<AlertPruning>(system.Services).ForgetAsync(CancellationToken.None);
        (await ListAsync(open: false, "", 0)).Select(alert => alert.AboutId).ShouldBe([connections[2], connections[0]]);
    }

    [Theory]
    [InlineData("outbox")]
    [InlineData("webhook_delivery")]
    public async Task What_cannot_be_told_is_not_raised_until_it_can(string table)
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var system = await AlertSystem.StartAsync(store, quiet: true);
        var projectId = Told.NewProject();
        await system.Webhooks.CreateWebhookAsync(
            new CreateWebhookRequest { Url = "http://127.0.0.1:9/", Secret = "0123456789abcdef" }, system.Administrator);
        await ExecuteAsync(system, $"CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(FAIL, 'the disk is gone'); END");
        await Should.ThrowAsync<Exception>(RaiseAsync(system, projectId));
        (await system.ScalarAsync<long>("SELECT (SELECT COUNT(*) FROM alert) + (SELECT COUNT(*) FROM outbox)")).ShouldBe(0);

        await ExecuteAsync(system, "DROP TRIGGER broken");
        await system.JudgeAsync();
        await system.JudgeAsync();
        (await system.ToldAsync(projectId)).ShouldBe(["raised connection_down"]);
        (await system.ScalarAsync<long>("SELECT (SELECT COUNT(*) FROM alert) + (SELECT COUNT(*) FROM webhook_delivery)")).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Other_settings_judge_what_is_known_anew(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        var projectId = Told.NewProject();
        await using (var before = await AlertSystem.StartAsync(store, quiet: true, settings: "--ALERT_CONNECTION_DOWN_SECONDS=86400"))
        {
            await before.NoteDefaultsAsync();
            await RaiseAsync(before, projectId);
            (await before.OpenAsync(projectId)).ShouldBeEmpty();
        }
        await using var after = await AlertSystem.StartAsync(store, quiet: true, settings: "--ALERT_CONNECTION_DOWN_SECONDS=60");
        after.Time.Advance(TimeSpan.FromHours(1));
        await after.JudgeAsync();
        (await after.OpenAsync(projectId)).ShouldBeEmpty();
        await after.NoteDefaultsAsync();
        await after.JudgeAsync();
        (await after.OpenAsync(projectId)).ShouldHaveSingleItem();
        await Should.ThrowAsync<InvalidOperationException>(AlertSystem.StartAsync(store, settings: "--ALERT_CONNECTION_DOWN_SECONDS=soon"));
    }

    private static async Task<string> RaiseAsync(AlertSystem system, string projectId)
    {
        var connectionId = Told.NewId();
        await system.TakeAsync(Told.Status(projectId, connectionId, "ACTIVE", "DOWN", system.Time.GetUtcNow()));
        system.Time.Advance(TimeSpan.FromMinutes(5));
        await system.JudgeAsync();
        return connectionId;
    }

    private static Task<int> ExecuteAsync(AlertSystem system, string sql) =>
        system.Database.InTransactionAsync(session => session.ExecuteAsync(sql), CancellationToken.None);
}
