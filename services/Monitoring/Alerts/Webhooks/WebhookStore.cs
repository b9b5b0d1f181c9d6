using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>SQL of <c>webhook</c>.</summary>
internal static class WebhookStore
{
    private const string Columns = "id, url, secret, project_id, rules, created_at, delivered, failed, last_failure, last_failure_at";

    /// <summary>Writes a new webhook, unless there are as many as there may be.</summary>
    public static async Task<bool> TryInsertAsync(this Session session, WebhookRow webhook, int most) =>
        await session.ExecuteAsync(
            """
            INSERT INTO webhook (id, url, secret, project_id, rules, created_at)
            SELECT @Id, @Url, @Secret, @ProjectId, @Rules, @CreatedAt WHERE (SELECT COUNT(*) FROM webhook) < @most
            """,
            new { webhook.Id, webhook.Url, webhook.Secret, webhook.ProjectId, webhook.Rules, webhook.CreatedAt, most }) == 1;

    public static Task<WebhookRow?> FindWebhookAsync(this Session session, string id) =>
        session.FindAsync<WebhookRow>($"SELECT {Columns} FROM webhook WHERE id = @id", new { id });

    /// <summary>All webhooks, oldest first, with the number of deliveries that wait.</summary>
    public static Task<IReadOnlyList<WebhookRow>> ListWebhooksAsync(this Session session) =>
        session.QueryAsync<WebhookRow>(
            $"""
            SELECT {Columns},
              (SELECT COUNT(*) FROM webhook_delivery d WHERE d.webhook_id = webhook.id AND d.failed_at IS NULL) AS waiting
            FROM webhook ORDER BY id
            """);

    /// <summary>The webhooks that may want to hear of an alert of a project; they stay until the transaction ends.</summary>
    public static Task<IReadOnlyList<WebhookRow>> ListWebhooksOfAsync(this Session session, string projectId) =>
        session.QueryAsync<WebhookRow>(
            $"SELECT {Columns} FROM webhook WHERE project_id IN ('', @projectId) ORDER BY id{session.Dialect.ForReference}", new { projectId });

    /// <summary>Removes a webhook and what waits for it.</summary>
    public static async Task<bool> DeleteWebhookAsync(this Session session, string id)
    {
        // Locked first: no delivery comes after those that are removed.
        var known = await session.FindAsync<string>($"SELECT id FROM webhook WHERE id = @id{session.Dialect.ForUpdate}", new { id });
        await session.ExecuteAsync("DELETE FROM webhook_delivery WHERE webhook_id = @id", new { id });
        await session.ExecuteAsync("DELETE FROM webhook WHERE id = @id", new { id });
        return known is not null;
    }
}
