using System.Text.Json;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Messaging;

/// <summary>
/// Hands the events of a store to the bus: in order per resource, at least once, resuming where it stopped. A row goes only when the
/// bus has confirmed it (RabbitMQ: publisher confirm; in process: every consumer has returned).
/// </summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
public sealed class OutboxRelay<TDatabase>(
    TDatabase database, OutboxSignal<TDatabase> signal, EventBus bus, TimeProvider time, ILogger<OutboxRelay<TDatabase>> logger)
    : SingletonService("outbox-relay", database, time, logger)
    where TDatabase : Database
{
    private const int PageSize = 500;

    // Transactions of other replicas give no signal here.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    // Well within the lease: what is not told by then is told by whoever holds the lease next, and must not be told here too.
    private static readonly TimeSpan RoundTime = LeaseTime / 2;
    private readonly TimeProvider _time = time;
    private bool _listening;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RoundTime, _time);
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        if (!_listening)
        {
            // What is published before the queues of this process exist would reach none of them.
            await bus.ListeningAsync(round.Token);
            _listening = true;
        }
        var rows = await database.ReadAsync(
            session => session.QueryAsync<Row>("SELECT seq, resource_id, body FROM outbox ORDER BY seq LIMIT @PageSize", new { PageSize }),
            round.Token);
        if (rows.Count == 0)
        {
            return false;
        }
        var told = await Task.WhenAll(rows.GroupBy(row => row.ResourceId).Select(group => TellAsync(group, round.Token)));
        var sequence = told.SelectMany(seqs => seqs.Told).ToArray();
        if (sequence.Length > 0)
        {
            await database.InTransactionAsync(
                session => session.ExecuteAsync("DELETE FROM outbox WHERE seq IN @sequence", new { sequence }), CancellationToken.None);
        }
        var failure = told.FirstOrDefault(group => group.Failure is not null).Failure;
        if (failure is not null && !(timeout.IsCancellationRequested && sequence.Length > 0))
        {
            throw new EventNotDeliveredException(rows.Count - sequence.Length, failure);
        }
        return true;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => signal.WaitAsync(LookAgain, cancellationToken);

    private async Task<(List<long> Told, Exception? Failure)> TellAsync(IEnumerable<Row> rows, CancellationToken cancellationToken)
    {
        var told = new List<long>();
        try
        {
            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await TellAsync(JsonSerializer.Deserialize<CloudEvent>(row.Body)!, cancellationToken);
                told.Add(row.Seq);
            }
            return (told, null);
        }
        catch (Exception exception)
        {
            // What follows for the same resource waits, so that its order holds.
            return (told, exception);
        }
    }

    private async Task TellAsync(CloudEvent cloudEvent, CancellationToken cancellationToken)
    {
        using var span = EventTelemetry.Publish(cloudEvent);
        var done = false;
        try
        {
            await bus.TellAsync(span is null ? cloudEvent : cloudEvent with { TraceParent = span.Id }, cancellationToken);
            done = true;
        }
        finally
        {
            EventTelemetry.Published(database.Part, cloudEvent, span, done);
        }
    }

    private sealed class Row
    {
        public long Seq { get; init; }

        public string ResourceId { get; init; } = "";

        public string Body { get; init; } = "";
    }
}

/// <summary>The bus did not take some events; they stay in the outbox.</summary>
/// <param name="count">How many.</param>
/// <param name="cause">The first failure.</param>
public sealed class EventNotDeliveredException(int count, Exception cause)
    : Exception($"{count} events wait in the outbox for the bus", cause);
