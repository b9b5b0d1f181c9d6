using System.Text.Json;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>A row of <c>webhook</c>; see its migration for the columns.</summary>
internal sealed record WebhookRow
{
    public required string Id { get; init; }
    public required string Url { get; init; }
    public required string Secret { get; init; }
    public required string ProjectId { get; init; }
    public required string Rules { get; init; }
    public required long CreatedAt { get; init; }
    public long Delivered { get; init; }
    public long Failed { get; init; }
    public string LastFailure { get; init; } = "";
    public long? LastFailureAt { get; init; }

    /// <summary>Read with the list of all, never written.</summary>
    public long Waiting { get; init; }

    /// <summary>The rules that it is told of; none for all.</summary>
    public string[] RuleNames() => JsonSerializer.Deserialize<string[]>(Rules)!;

    /// <summary>What the sealed secret is bound to.</summary>
    public static string SecretPurpose(string id) => $"webhook/{id}/secret";
}

/// <summary>A row of <c>webhook_delivery</c>; see its migration for the columns.</summary>
internal sealed record DeliveryRow
{
    public required string WebhookId { get; init; }
    public required string EventId { get; init; }
    public required string AlertId { get; init; }
    public required string Body { get; init; }
    public required long CreatedAt { get; init; }
    public long Attempts { get; init; }
    public required long NextAt { get; init; }
}
