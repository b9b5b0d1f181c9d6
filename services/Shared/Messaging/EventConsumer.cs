using MassTransit;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Messaging;

/// <summary>What a part does about events of some types. Called once per event id, in the transaction that remembers the event.</summary>
public interface IEventHandler
{
    /// <summary>Types of the events that are handled, as on the topic exchange; <c>vpn_gateway.*</c> is allowed.</summary>
    static abstract IReadOnlyList<string> Types { get; }

    /// <summary>
    /// Takes an event in. The exchange has the events of one resource in order, but several are taken in at once and a failed one comes
    /// later: a handler must bear any order (<see cref="CloudEvent.Generation"/> tells the newer).
    /// </summary>
    /// <param name="session">Transaction in which the event is remembered as taken in.</param>
    /// <param name="cloudEvent">The event.</param>
    Task HandleAsync(Session session, CloudEvent cloudEvent);
}

/// <summary>Gives events from the bus to a handler, each event id once.</summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
/// <typeparam name="THandler">What it does about them.</typeparam>
public sealed class EventConsumer<TDatabase, THandler>(
    TDatabase database, THandler handler, TimeProvider time, ILogger<EventConsumer<TDatabase, THandler>> logger) : IConsumer<CloudEvent>
    where TDatabase : Database
    where THandler : class, IEventHandler
{
    /// <summary>Name under which the inbox remembers events for this handler; also that of its queue.</summary>
    public static readonly string Name = typeof(THandler).Name;

    /// <inheritdoc />
    public Task Consume(ConsumeContext<CloudEvent> context)
    {
        var cloudEvent = context.Message;
        return THandler.Types.Any(type => Matches(type, cloudEvent.Type)) ? TakeInAsync(cloudEvent, context.CancellationToken) : Task.CompletedTask;
    }

    private async Task TakeInAsync(CloudEvent cloudEvent, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope(new LoggedEvent(cloudEvent));
        using var span = EventTelemetry.Consume(cloudEvent, Name);
        var done = false;
        try
        {
            await database.Scripts.Applied.WaitAsync(cancellationToken);
            await database.InGroupAsync(session => TakeInAsync(session, cloudEvent), cancellationToken, cloudEvent.ProjectId);
            done = true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The bus tells the exception, but neither the event nor the request.
            logger.LogWarning("{Handler} could not take in event {EventId}, {EventType}: {Failure}", Name, cloudEvent.Id, cloudEvent.Type, exception.Message);
            throw;
        }
        finally
        {
            EventTelemetry.Consumed(Name, cloudEvent, span, done);
        }
    }

    private async Task<bool> TakeInAsync(Session session, CloudEvent cloudEvent)
    {
        var isNew = await session.ExecuteAsync(
            "INSERT INTO inbox (event_id, consumer, received_at) VALUES (@Id, @Name, @now) ON CONFLICT DO NOTHING",
            new { cloudEvent.Id, Name, now = time.NowMs() }) == 1;
        if (isNew)
        {
            await handler.HandleAsync(session, cloudEvent);
        }
        return isNew;
    }

    private static bool Matches(string pattern, string type) =>
        pattern.EndsWith('*') ? type.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : pattern == type;
}
