using VpnMesh.Protos.Monitoring.V1;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>Webhooks as administrators see them.</summary>
[Collection(nameof(QuietSystems))]
public sealed class WebhookAdministrationTests(QuietSystems systems)
{
    private const string Secret = "a-Secret-that-is-nowhere";

    [Fact]
    public async Task What_breaks_a_rule_is_refused_without_repeating_what_was_sent()
    {
        var system = systems[Kind.Sqlite];
        (string Field, CreateWebhookRequest Request)[] wrong =
        [
            ("url", new CreateWebhookRequest { Url = "ftp://example.com/x", Secret = Secret }),
            ("url", new CreateWebhookRequest { Url = "/hook", Secret = Secret }),
            ("url", new CreateWebhookRequest { Url = "https://me:hidden-word@example.com/", Secret = Secret }),
            ("secret", new CreateWebhookRequest { Url = "https://example.com/", Secret = "hidden-word" }),
            ("secret", new CreateWebhookRequest { Url = "https://example.com/", Secret = "hidden-word-with-\u00e9\u00e9" }),
            ("rules[0]", new CreateWebhookRequest { Url = "https://example.com/", Secret = Secret, Rules = { "hidden-word" } }),
        ];
        foreach (var (field, request) in wrong)
        {
            var refusal = await Refusal.OfAsync(system.Webhooks.CreateWebhookAsync(request, system.Administrator));
            (refusal.Code, refusal.Field).ShouldBe(("VPN.0001", field));
            refusal.Message.ShouldContain(field);
            refusal.Message.ShouldNotContain("hidden-word");
        }
        var nobody = system.As("site-to-site");
        (await Refusal.OfAsync(system.Webhooks.ListWebhooksAsync(new ListWebhooksRequest(), nobody))).Code.ShouldBe("VPN.0003");
        (await Refusal.OfAsync(system.Alerts.ListAlertsAsync(new ListAlertsRequest(), nobody))).Code.ShouldBe("VPN.0003");
        var unknown = system.Webhooks.DeleteWebhookAsync(new DeleteWebhookRequest { WebhookId = Told.NewId() }, system.Administrator);
        (await Refusal.OfAsync(unknown)).Code.ShouldBe("VPN.0004");
        system.Log.Text.ShouldNotContain("hidden-word");
    }

    [Theory]
    [MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_webhook_that_is_deleted_goes_with_what_waits_for_it(Kind kind)
    {
        var system = systems[kind];
        var projectId = Told.NewProject();
        var webhook = new CreateWebhookRequest { Url = "http://127.0.0.1:9/", Secret = Secret, ProjectId = projectId };
        var id = (await system.Webhooks.CreateWebhookAsync(webhook, system.Administrator)).Id;
        await system.TakeAsync(Told.Status(projectId, Told.NewId(), "ACTIVE", "DOWN", system.Time.GetUtcNow()));
        system.Time.Advance(TimeSpan.FromMinutes(5));
        await system.JudgeAsync();
        async Task<IList<Webhook>> ListAsync() => (await system.Webhooks.ListWebhooksAsync(new ListWebhooksRequest(), system.Administrator)).Webhooks;
        (await ListAsync()).ShouldHaveSingleItem().Waiting.ShouldBe(1);

        await system.Webhooks.DeleteWebhookAsync(new DeleteWebhookRequest { WebhookId = id.ToUpperInvariant() }, system.Administrator);

        (await ListAsync()).ShouldBeEmpty();
        (await system.ScalarAsync<long>("SELECT COUNT(*) FROM webhook_delivery")).ShouldBe(0);
    }
}
