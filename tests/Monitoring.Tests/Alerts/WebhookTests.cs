using System.Text.Json;
using VpnMesh.Monitoring.Alerts.Webhooks;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests.Alerts;

public sealed class WebhookTests
{
    private const string Secret = "a-Secret-that-is-nowhere";

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task An_alert_is_posted_signed_and_once_to_whoever_wants_to_know(Kind kind)
    {
        using var store = await TestStore.CreateAsync(kind);
        await using var system = await AlertSystem.StartAsync(store);
        await using var receiver = await WebhookReceiver.StartAsync();
        var projectId = Told.NewProject();
        await CreateAsync(system, receiver, projectId);
        foreach (var other in new[] { Request(receiver, Told.NewProject()), Request(receiver, projectId, "agent_lost") })
        {
            await system.Webhooks.CreateWebhookAsync(other, system.Administrator);
        }
        var connectionId = await AlertAsync(system, projectId);
        await EndAsync(system, projectId, connectionId);
        await Eventually.Async(async () => (await ListAsync(system))[0].Delivered == 2);

        var received = receiver.Requests.ToArray();
        received.Select(request => JsonSerializer.Deserialize<CloudEvent>(request.Body)!.Type).ShouldBe(["alert.raised", "alert.cleared"]);
        received.ShouldAllBe(request => request.IsSignedWith(Secret) && !request.IsSignedWith(Secret + "!"));
        received.ShouldAllBe(request => request.Delivery == JsonSerializer.Deserialize<CloudEvent>(request.Body)!.Id);
        received.ShouldAllBe(request => request.ContentType == "application/cloudevents+json; charset=utf-8" && request.Path == "/hook");
        (await ListAsync(system)).Select(webhook => (webhook.Delivered, webhook.Waiting, webhook.Failed)).ShouldBe([(2, 0, 0), (0, 0, 0), (0, 0, 0)]);
        system.Log.Text.ShouldNotContain(Secret);
        (await ListAsync(system)).ToString().ShouldNotBeNull().ShouldNotContain(Secret);
        (await system.ScalarAsync<string>("SELECT secret FROM webhook ORDER BY id LIMIT 1"))!.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task What_fails_is_posted_again_under_the_same_id_ever_later()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = 500;
        var projectId = Told.NewProject();
        await using (var system = await AlertSystem.StartAsync(store))
        {
            await CreateAsync(system, receiver, projectId);
            await AlertAsync(system, projectId);
            await FailureAsync(system, attempts: 1, "it answered 500", least: 1);
            receiver.Answer = 302;
            system.Time.Advance(TimeSpan.FromSeconds(1.3));
            await FailureAsync(system, attempts: 2, "it answered 302", least: 2);
            await receiver.CloseAsync();
            system.Time.Advance(TimeSpan.FromSeconds(2.6));
            await FailureAsync(system, attempts: 3, "it could not be reached: ConnectionError", least: 4);
            system.Log.Text.ShouldNotContain(receiver.Url);
        }
        await receiver.OpenAsync();
        receiver.Answer = 200;
        await using var restarted = await AlertSystem.StartAsync(store);
        restarted.Time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.Async(async () =>
        {
            restarted.Time.Advance(TimeSpan.FromMilliseconds(20));
            return (await ListAsync(restarted))[0] is { Delivered: 1, Waiting: 0 };
        });

        receiver.Requests.Count.ShouldBe(3);
        receiver.Requests.Select(request => (request.Delivery, request.Body, request.Path)).Distinct().Count().ShouldBe(1);
        receiver.Requests.ShouldAllBe(request => request.IsSignedWith(Secret));
    }

    [Fact]
    public async Task A_slow_webhook_holds_up_no_other_and_is_given_up_after_a_day()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        await using var system = await AlertSystem.StartAsync(store);
        await using var slow = await WebhookReceiver.StartAsync();
        await using var quick = await WebhookReceiver.StartAsync();
        slow.Answer = 0;
        var projectId = Told.NewProject();
        await CreateAsync(system, slow, projectId);
        await CreateAsync(system, quick, projectId);
        string[] connections = [await AlertAsync(system, projectId), await AlertAsync(system, projectId), await AlertAsync(system, projectId)];
        foreach (var connectionId in connections)
        {
            await EndAsync(system, projectId, connectionId);
        }
        await Eventually.Async(async () => (await ListAsync(system))[1].Delivered == 6);
        // Two at a time, and of no alert the end before the beginning.
        await Eventually.Async(() => slow.Requests.Count == 2);
        slow.Requests.ShouldAllBe(request => request.Body.Contains("alert.raised"));

        system.Time.Advance(WebhookClient.Timeout);
        await Eventually.Async(async () => (await ListAsync(system))[0].LastFailure == "it did not answer within 10 seconds");
        slow.Answer = 500;
        await Eventually.Async(async () =>
        {
            system.Time.Advance(TimeSpan.FromHours(5));
            return (await ListAsync(system))[0] is { Failed: 6, Waiting: 0 };
        });
        (await system.ScalarAsync<long>("SELECT COUNT(*) FROM webhook_delivery WHERE failed_at IS NOT NULL")).ShouldBe(6);
    }

    [Theory]
    [InlineData(1, 1, 1.25)]
    [InlineData(2, 2, 2.5)]
    [InlineData(10, 512, 640)]
    [InlineData(11, 720, 900)]
    [InlineData(90, 720, 900)]
    public void Waits_double_up_to_a_quarter_of_an_hour(long attempts, double least, double greatest)
    {
        WebhookBackoff.After(attempts, 0).TotalSeconds.ShouldBe(least);
        WebhookBackoff.After(attempts, 1).TotalSeconds.ShouldBe(greatest);
    }

    private static CreateWebhookRequest Request(WebhookReceiver receiver, string projectId, params string[] rules) =>
        new() { Url = receiver.Url, Secret = Secret, ProjectId = projectId, Rules = { rules } };

    private static async Task CreateAsync(AlertSystem system, WebhookReceiver receiver, string projectId)
    {
        await system.Webhooks.CreateWebhookAsync(Request(receiver, projectId, "connection_down"), system.Administrator);
        // Ids grow with the time.
        system.Time.Advance(TimeSpan.FromMilliseconds(1));
    }

    private static async Task<IList<Webhook>> ListAsync(AlertSystem system) =>
        (await system.Webhooks.ListWebhooksAsync(new ListWebhooksRequest(), system.Administrator)).Webhooks;

    /// <summary>A connection that has been down for so long that there is an alert.</summary>
    private static async Task<string> AlertAsync(AlertSystem system, string projectId)
    {
        var connectionId = Told.NewId();
        var open = (await system.OpenAsync(projectId)).Count;
        await system.TakeAsync(Told.Status(projectId, connectionId, "ACTIVE", "DOWN", system.Time.GetUtcNow().AddMinutes(-10)));
        await Eventually.Async(async () => (await system.OpenAsync(projectId)).Count == open + 1);
        return connectionId;
    }

    private static async Task EndAsync(AlertSystem system, string projectId, string connectionId)
    {
        // Ids grow with the time.
        system.Time.Advance(TimeSpan.FromMilliseconds(1));
        await system.TakeAsync(Told.Status(projectId, connectionId, "DOWN", "ACTIVE", system.Time.GetUtcNow()));
        await Eventually.Async(async () => (await system.OpenAsync(projectId)).All(alert => alert.AboutId != connectionId));
    }

    private static async Task FailureAsync(AlertSystem system, long attempts, string failure, double least)
    {
        await Eventually.Async(async () =>
        {
            // A delivery that began to wait while the clock was moved would wait for ever for it to move again.
            system.Time.Advance(TimeSpan.FromMilliseconds(20));
            return (await ListAsync(system))[0].LastFailure == failure;
        });
        var next = await system.ScalarAsync<long>($"SELECT next_at FROM webhook_delivery WHERE attempts = {attempts}");
        var wait = next - await system.ScalarAsync<long>("SELECT last_failure_at FROM webhook");
        wait.ShouldBeInRange((long)(least * 1000), (long)(least * 1250));
    }
}
