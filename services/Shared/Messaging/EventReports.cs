using VpnMesh.Protos.Parts.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Messaging;

/// <summary>Tells operators how many events wait for the bus, and for how long.</summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
internal sealed class OutboxReport<TDatabase>(TDatabase database, TimeProvider time) : IPartReport
    where TDatabase : Database
{
    public string Part => database.Part;

    public async Task ReportAsync(Part part, CancellationToken cancellationToken)
    {
        await using var session = await database.OpenAsync(cancellationToken);
        var (depth, oldestAge) = await OutboxDepth.ReadAsync(session, time);
        part.Outbox = new Protos.Parts.V1.Outbox { Depth = depth, OldestAgeMs = oldestAge };
    }
}

/// <summary>Tells operators when a part last took in an event.</summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
internal sealed class InboxReport<TDatabase>(TDatabase database) : IPartReport
    where TDatabase : Database
{
    public string Part => database.Part;

    public async Task ReportAsync(Part part, CancellationToken cancellationToken)
    {
        var last = await database.ReadAsync(session => session.ScalarAsync<long?>("SELECT MAX(received_at) FROM inbox"), cancellationToken);
        part.Inbox ??= new Inbox();
        part.Inbox.LastReceivedAt = last?.ToWireTime() ?? "";
    }
}

/// <summary>Tells operators where a handler gets its events from.</summary>
/// <typeparam name="TDatabase">Store of the part.</typeparam>
/// <typeparam name="THandler">The handler.</typeparam>
internal sealed class QueueReport<TDatabase, THandler>(TDatabase database) : IPartReport
    where TDatabase : Database
    where THandler : class, IEventHandler
{
    public string Part => database.Part;

    public Task ReportAsync(Part part, CancellationToken cancellationToken)
    {
        part.Inbox ??= new Inbox();
        part.Inbox.Queues.Add(new Queue
        {
            Name = MessagingRegistration.QueueOf(EventConsumer<TDatabase, THandler>.Name),
            RoutingKeys = { THandler.Types },
        });
        return Task.CompletedTask;
    }
}
