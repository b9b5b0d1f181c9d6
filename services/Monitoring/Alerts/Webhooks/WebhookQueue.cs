using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>Something waits for a webhook.</summary>
internal sealed class WebhookSignal(TimeProvider time) : Signal(time);

/// <summary>Puts the event of an alert into the queues of the webhooks that want to know.</summary>
internal sealed class WebhookQueue(WebhookSignal signal)
{
    public async Task AddAsync(Session session, AlertRow alert, OutboxEntry told)
    {
        var webhooks = await session.ListWebhooksOfAsync(alert.ProjectId);
        var deliveries = webhooks.Where(webhook => Wants(webhook, alert.Rule)).Select(webhook => new DeliveryRow
        {
            WebhookId = webhook.Id,
            EventId = told.EventId,
            AlertId = alert.Id,
            Body = told.Body,
            CreatedAt = told.CreatedAt,
            NextAt = told.CreatedAt,
        }).ToArray();
        if (deliveries.Length > 0)
        {
            await session.InsertAllAsync(deliveries);
            session.AfterCommit(signal.Set);
        }
    }

    private static bool Wants(WebhookRow webhook, string rule) => webhook.RuleNames() is not { Length: > 0 } rules || rules.Contains(rule);
}
