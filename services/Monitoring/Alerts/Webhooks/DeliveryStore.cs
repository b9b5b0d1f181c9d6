using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>SQL of <c>webhook_delivery</c>.</summary>
internal static class DeliveryStore
{
    private const string Key = "webhook_id = @WebhookId AND event_id = @EventId";

    public static Task InsertAllAsync(this Session session, IReadOnlyCollection<DeliveryRow> deliveries) =>
        session.InsertAllAsync("webhook_delivery", "webhook_id, event_id, alert_id, body, created_at, attempts, next_at", deliveries);

    /// <summary>
    /// The first deliveries of every webhook that are due: of an alert only the first that waits, so that none overtakes another.
    /// </summary>
    public static Task<IReadOnlyList<DeliveryRow>> ListDueDeliveriesAsync(this Session session, long now, int ofEach) =>
        session.QueryAsync<DeliveryRow>(
            """
            SELECT d.webhook_id, d.event_id, d.alert_id, d.body, d.created_at, d.attempts, d.next_at
            FROM webhook w JOIN webhook_delivery d ON d.webhook_id = w.id AND d.event_id IN (
              SELECT f.event_id FROM webhook_delivery f
              WHERE f.webhook_id = w.id AND f.failed_at IS NULL AND f.next_at <= @now AND NOT EXISTS (
                SELECT 1 FROM webhook_delivery e
                WHERE e.webhook_id = f.webhook_id AND e.alert_id = f.alert_id AND e.failed_at IS NULL AND e.event_id < f.event_id)
              ORDER BY f.next_at LIMIT @ofEach)
            ORDER BY d.next_at
            """,
            new { now, ofEach });

    /// <summary>Takes a delivery for an attempt, unless somebody else has.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="delivery">As it was read.</param>
    /// <param name="until">When it may be tried again should nothing be heard of the attempt, in Unix milliseconds.</param>
    public static async Task<bool> TryClaimAsync(this Session session, DeliveryRow delivery, long until) =>
        await session.ExecuteAsync(
            $"UPDATE webhook_delivery SET attempts = attempts + 1, next_at = @until WHERE {Key} AND attempts = @Attempts",
            new { delivery.WebhookId, delivery.EventId, delivery.Attempts, until }) == 1;

    /// <summary>It has arrived.</summary>
    public static Task<int> SettleAsync(this Session session, DeliveryRow delivery) =>
        session.ExecuteAsync(
            $"""
            UPDATE webhook SET delivered = delivered + 1
            WHERE id = @WebhookId AND EXISTS (SELECT 1 FROM webhook_delivery WHERE {Key} AND failed_at IS NULL);
            DELETE FROM webhook_delivery WHERE {Key} AND failed_at IS NULL
            """,
            delivery);

    /// <summary>An attempt has failed: it is tried again at a time.</summary>
    public static Task<int> RetryAsync(this Session session, DeliveryRow delivery, long at, string failure, long now) =>
        session.ExecuteAsync(
            $"""
            UPDATE webhook_delivery SET next_at = @at WHERE {Key};
            UPDATE webhook SET last_failure = @failure, last_failure_at = @now WHERE id = @WebhookId
            """,
            new { delivery.WebhookId, delivery.EventId, at, failure, now });

    /// <summary>An attempt has failed, and was the last.</summary>
    public static Task<int> GiveUpAsync(this Session session, DeliveryRow delivery, string failure, long now) =>
        session.ExecuteAsync(
            $"""
            UPDATE webhook SET last_failure = @failure, last_failure_at = @now, failed = failed + 1
            WHERE id = @WebhookId AND EXISTS (SELECT 1 FROM webhook_delivery WHERE {Key} AND failed_at IS NULL);
            UPDATE webhook_delivery SET failed_at = @now WHERE {Key}
            """,
            new { delivery.WebhookId, delivery.EventId, failure, now });

    /// <summary>Forgets what was given up before a time, in Unix milliseconds.</summary>
    public static Task<int> ForgetFailedDeliveriesAsync(this Session session, long before) =>
        session.ExecuteAsync("DELETE FROM webhook_delivery WHERE failed_at < @before", new { before });
}
