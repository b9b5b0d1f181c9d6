using VpnMesh.Metering.Usage;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Metering.Ledger;

/// <summary>
/// Keeps the ledger: every event is a fact, for good, and what it changes in the life of its resource is added to the ledger and to the
/// hours that are closed already, all in the transaction that takes the event in. An event that is known, however long ago it was
/// taken in, changes nothing; the order in which events come does not matter.
/// </summary>
internal sealed class MeteredResourceEvents(TimeProvider time) : IEventHandler
{
    public static IReadOnlyList<string> Types => UsageFacts.Types;

    public async Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        var fact = UsageFacts.Of(cloudEvent);
        // From here on nobody else changes the life of a resource of the project, nor closes an hour.
        var closedUntil = await session.LockProjectAsync(fact.ProjectId, HourClosing.ClosableUntil(time.NowMs()));
        var known = await session.ListFactsAsync(fact);
        if (!await session.TryAddFactAsync(fact))
        {
            return;
        }
        var changes = ResourceLife.Difference(ResourceLife.Changes(known), ResourceLife.Changes(known.Append(fact)));
        await session.AddEntriesAsync(fact, changes);
        await session.RollUpAsync(fact.ProjectId, changes, closedUntil);
    }
}
