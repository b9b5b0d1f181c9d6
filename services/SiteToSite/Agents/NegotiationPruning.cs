using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Forgets the ids of negotiation events after a day: an agent tells an event again only until it hears that the service has it, which takes
/// as long as a stream is broken.
/// </summary>
internal sealed class NegotiationPruning(SiteToSiteDatabase database, TimeProvider time, ILogger<NegotiationPruning> logger)
    : SingletonService("negotiation-pruning", database, time, logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)Kept.TotalMilliseconds;
        await database.InTransactionAsync(session => NegotiationStore.PruneAsync(session, before), cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Pause, _time, cancellationToken);
}
