using System.Text.Json;
using Grpc.Core;
using VpnMesh.Protos.Monitoring.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

internal sealed partial class AlertWebhooksService
{
    /// <summary>Writes a webhook, which is told of all alerts from now on.</summary>
    public override async Task<CreateWebhookResponse> CreateWebhook(CreateWebhookRequest request, ServerCallContext context)
    {
        Admit(context);
        WebhookRules.Check(request);
        var id = time.NewId();
        var webhook = new WebhookRow
        {
            Id = id,
            Url = request.Url,
            Secret = keyRing.Seal(request.Secret, WebhookRow.SecretPurpose(id)),
            ProjectId = request.ProjectId,
            Rules = JsonSerializer.Serialize(request.Rules.Distinct()),
            CreatedAt = time.NowMs(),
        };
        if (!await database.InTransactionAsync(session => session.TryInsertAsync(webhook, WebhookRules.MostWebhooks), context.CancellationToken))
        {
            throw ErrorCatalogue.InvalidRequest.With($"there are {WebhookRules.MostWebhooks} webhooks already");
        }
        return new CreateWebhookResponse { Id = id };
    }
}
