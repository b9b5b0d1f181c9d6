using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using VpnMesh.Protos.Options.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Messaging;

/// <summary>What an event says about the resource it tells of.</summary>
/// <param name="ProjectId">Project of the resource.</param>
/// <param name="EnterpriseProjectId">Enterprise project, <c>0</c> for the default one.</param>
/// <param name="ResourceId">Id of the resource.</param>
/// <param name="Generation">Generation of its desired state after the change.</param>
/// <param name="RequestId">Request that caused the change; empty when none did.</param>
public sealed record EventSubject(string ProjectId, string EnterpriseProjectId, string ResourceId, long Generation, string RequestId);

/// <summary>
/// Writes events into the transaction of the change they tell of; <see cref="OutboxRelay{TDatabase}"/> hands them to the bus. The
/// request path never talks to the broker.
/// </summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
public sealed class Outbox<TDatabase>(TDatabase database, OutboxSignal<TDatabase> signal, TimeProvider time)
    where TDatabase : Database
{
    private const string Columns = "event_id, resource_id, body, created_at";

    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true));

    private static readonly ConcurrentDictionary<MessageDescriptor, string> Types = new();

    /// <summary>Adds an event; it is told once the session's transaction is durable.</summary>
    /// <param name="session">Session of the transaction that makes the change.</param>
    /// <param name="subject">The resource.</param>
    /// <param name="data">A message of <c>vpnmesh.events</c>, without secrets.</param>
    /// <returns>The event as it will be told.</returns>
    public async Task<OutboxEntry> AddAsync(Session session, EventSubject subject, IMessage data)
    {
        var entry = Entry(subject, data);
        await session.ExecuteAsync($"INSERT INTO outbox ({Columns}) VALUES (@EventId, @ResourceId, @Body, @CreatedAt)", entry);
        session.AfterCommit(signal.Set);
        return entry;
    }

    /// <summary>As <see cref="AddAsync"/>, many in one statement; they are told in their order.</summary>
    /// <param name="session">Session of the transaction that makes the changes.</param>
    /// <param name="events">The resources, and for each a message of <c>vpnmesh.events</c>, without secrets.</param>
    public async Task AddAllAsync(Session session, IEnumerable<(EventSubject Subject, IMessage Data)> events)
    {
        await session.InsertAllAsync("outbox", Columns, events.Select(told => Entry(told.Subject, told.Data)).ToArray());
        session.AfterCommit(signal.Set);
    }

    private OutboxEntry Entry(EventSubject subject, IMessage data)
    {
        var type = TypeOf(data.Descriptor);
        var now = time.NowMs();
        using var json = JsonDocument.Parse(Formatter.Format(data));
        var cloudEvent = new CloudEvent
        {
            Id = time.NewId(),
            Source = "/vpnmesh/" + database.Part,
            Type = type,
            Subject = subject.ResourceId,
            Time = now.ToWireTime(),
            ProjectId = subject.ProjectId,
            EnterpriseProjectId = subject.EnterpriseProjectId,
            ResourceType = type[..type.IndexOf('.', StringComparison.Ordinal)],
            Generation = subject.Generation,
            RequestId = subject.RequestId,
            TraceParent = EventTelemetry.PlaceOf(subject.RequestId),
            Data = json.RootElement,
        };
        return new OutboxEntry(cloudEvent.Id, cloudEvent.Subject, JsonSerializer.Serialize(cloudEvent), now);
    }

    private static string TypeOf(MessageDescriptor descriptor) =>
        Types.GetOrAdd(descriptor, message => message.GetOptions()?.GetExtension(OptionsExtensions.Event)?.Type is { Length: > 0 } type
            ? type
            : throw new ArgumentException($"{message.FullName} is not an event: it lacks the option vpnmesh.options.v1.event."));
}

/// <summary>An event that waits to be told.</summary>
/// <param name="EventId">Id of the event.</param>
/// <param name="ResourceId">Id of the resource that it tells of.</param>
/// <param name="Body">Its <see cref="CloudEvent"/> in JSON.</param>
/// <param name="CreatedAt">When it happened, in Unix milliseconds.</param>
public sealed record OutboxEntry(string EventId, string ResourceId, string Body, long CreatedAt);

/// <summary>Wakes the relay of a store when a transaction has added events.</summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
public sealed class OutboxSignal<TDatabase> : IDisposable
{
    private readonly SemaphoreSlim _added = new(0, 1);

    /// <summary>There is something to relay.</summary>
    public void Set()
    {
        try
        {
            _added.Release();
        }
        catch (SemaphoreFullException)
        {
            // The relay is about to look anyway.
        }
        catch (ObjectDisposedException)
        {
            // The process is ending: the next one looks.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _added.Dispose();

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _added.WaitAsync(atMost, cancellationToken);
}
