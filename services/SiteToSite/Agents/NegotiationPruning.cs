using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Forgets the ids of negotiation events after a day: an agent tells an event again only until it hears that the service has it, which takes
/// as long as a stream is broken.
/// </summary>
internal sealed class NegotiationPruning(SiteToSiteDatabase database, TimeProvider time, ILogger<NegotiationPruning> logger)
    : Pruning("negotiation-pruning", kept: TimeSpan.FromDays(1), rest: TimeSpan.FromMinutes(10), database, time, logger)
{
    /// <inheritdoc />
    protected override Task ForgetAsync(Session session, long before) => NegotiationStore.PruneAsync(session, before);
}
