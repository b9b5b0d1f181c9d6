using Grpc.Core;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

internal sealed partial class AlertWebhooksService
{
    /// <summary>All webhooks, without their secrets.</summary>
    public override async Task<ListWebhooksResponse> ListWebhooks(ListWebhooksRequest request, ServerCallContext context)
    {
        Admit(context);
        var webhooks = await database.ReadAsync(session => session.ListWebhooksAsync(), context.CancellationToken);
        return new ListWebhooksResponse { Webhooks = { webhooks.Select(Shown) } };
    }

    private static Webhook Shown(WebhookRow webhook) => new()
    {
        Id = webhook.Id,
        Url = webhook.Url,
        ProjectId = webhook.ProjectId,
        Rules = { webhook.RuleNames() },
        CreatedAt = webhook.CreatedAt.ToWireTime(),
        Waiting = webhook.Waiting,
        Delivered = webhook.Delivered,
        Failed = webhook.Failed,
        LastFailure = webhook.LastFailure,
        LastFailureAt = webhook.LastFailureAt?.ToWireTime() ?? "",
    };
}
