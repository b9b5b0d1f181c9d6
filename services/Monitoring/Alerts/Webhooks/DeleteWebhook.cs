using Grpc.Core;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

internal sealed partial class AlertWebhooksService
{
    /// <summary>Removes a webhook and all that waits for it. What is being posted to it may still arrive.</summary>
    public override async Task<DeleteWebhookResponse> DeleteWebhook(DeleteWebhookRequest request, ServerCallContext context)
    {
        Admit(context);
        var id = request.WebhookId.ToLowerInvariant();
        return await database.InTransactionAsync(session => session.DeleteWebhookAsync(id), context.CancellationToken)
            ? new DeleteWebhookResponse()
            : throw ErrorCatalogue.NotFound.With();
    }
}
