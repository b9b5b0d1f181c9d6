using System.Collections.Concurrent;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts.Webhooks;

/// <summary>
/// Posts what waits for webhooks, until it has arrived or is too old. A delivery is taken for a while before it is posted: should the
/// process die meanwhile, it is posted again, under the same id. A webhook that is slow takes a few places and leaves the rest to others.
/// </summary>
internal sealed class WebhookDelivery(
    MonitoringDatabase database, WebhookClient client, WebhookSignal signal, TimeProvider time, ILogger<WebhookDelivery> logger)
    : SingletonService("webhook-delivery", database, time, logger)
{
    private const int MostOfEach = 2;
    private const int Most = 32;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Claim = WebhookClient.Timeout * 1.5;
    private readonly MonitoringDatabase _database = database;
    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<DeliveryRow, Task> _underWay = new(ReferenceEqualityComparer.Instance);
    private Task _next = Task.CompletedTask;

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_underWay.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        _next = signal.Next;
        var due = await _database.ReadAsync(session => session.ListDueDeliveriesAsync(_time.NowMs(), MostOfEach), cancellationToken);
        var begun = 0;
        foreach (var delivery in due.Where(HasPlace))
        {
            if (await TryClaimAsync(delivery, cancellationToken))
            {
                Begin(delivery with { Attempts = delivery.Attempts + 1 }, cancellationToken);
                begun++;
            }
        }
        return begun > 0;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => signal.WaitAsync(_next, LookAgain, cancellationToken);

    private bool HasPlace(DeliveryRow delivery) =>
        _underWay.Count < Most && _underWay.Keys.Count(other => other.WebhookId == delivery.WebhookId) < MostOfEach;

    private Task<bool> TryClaimAsync(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        var until = _time.NowMs() + (long)Claim.TotalMilliseconds;
        return _database.InTransactionAsync(session => session.TryClaimAsync(delivery, until), cancellationToken);
    }

    private void Begin(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[delivery] = ended.Task;
        _ = Task.Run(
            async () =>
            {
                await DeliverAsync(delivery, cancellationToken);
                _underWay.TryRemove(delivery, out _);
                ended.SetResult();
                signal.Set();
            },
            CancellationToken.None);
    }

    private async Task DeliverAsync(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        try
        {
            var webhook = await _database.ReadAsync(session => session.FindWebhookAsync(delivery.WebhookId), cancellationToken);
            if (webhook is null)
            {
                return;
            }
            var failure = await client.PostAsync(webhook, delivery, cancellationToken);
            await _database.InTransactionAsync(session => SettleAsync(session, delivery, failure), CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning(exception, "What became of a delivery to webhook {WebhookId} was not noted; it will be made again", delivery.WebhookId);
        }
        catch (OperationCanceledException)
        {
            // Stopping: whoever delivers next makes it again.
        }
    }

    private Task<int> SettleAsync(Session session, DeliveryRow delivery, string? failure)
    {
        if (failure is null)
        {
            return session.SettleAsync(delivery);
        }
        var now = _time.NowMs();
        var next = now + (long)WebhookBackoff.After(delivery.Attempts, Random.Shared.NextDouble()).TotalMilliseconds;
        if (next < delivery.CreatedAt + (long)WebhookBackoff.GivenUp.TotalMilliseconds)
        {
            return session.RetryAsync(delivery, next, failure, now);
        }
        logger.LogWarning("A delivery to webhook {WebhookId} is given up: {Failure}", delivery.WebhookId, failure);
        return session.GiveUpAsync(delivery, failure, now);
    }
}
