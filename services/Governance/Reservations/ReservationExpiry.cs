using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// Ends reservations that nobody has confirmed for long. The owner is asked first, so that what is written keeps its quota also when its
/// event is late; as long as the owner does not answer, nothing expires.
/// </summary>
internal sealed class ReservationExpiry(
    GovernanceDatabase database, ResourceOwner owner, ReservationLifetime lifetime, TimeProvider time, ILogger<ReservationExpiry> logger)
    : SingletonService($"reservation-expiry-{owner.Name}", database, time, logger)
{
    private const int PageSize = 200;

    // The oldest are watched; those behind them have their turn.
    private const int MostWatched = 2000;
    private readonly GovernanceDatabase _database = database;
    private readonly TimeProvider _time = time;
    private readonly Watched<(string ProjectId, string ResourceId)> _watched = new(time);

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - lifetime.ValidMs;
        var unconfirmed = await _database.ReadAsync(
            session => ReservationStore.UnconfirmedAsync(session, owner.Types, before, MostWatched), cancellationToken);
        var watched = _watched.For(lifetime.Watch, unconfirmed, reservation => (reservation.ProjectId, reservation.ResourceId));
        var old = watched.Take(PageSize).ToArray();
        if (old.Length == 0)
        {
            return false;
        }
        var existing = await owner.WhichExistAsync(old, afterWriters: true, cancellationToken);
        foreach (var reservation in old)
        {
            await SettleAsync(reservation, existing.Contains(reservation.ResourceId));
        }
        return watched.Count > PageSize;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(lifetime.Length / 10, _time, cancellationToken);

    private Task<bool> SettleAsync(ReservationRow reservation, bool exists) =>
        _database.InTransactionAsync(async session =>
        {
            var (projectId, resourceId) = (reservation.ProjectId, reservation.ResourceId);
            await (exists
                ? ReservationStore.ConfirmAsync(session, projectId, resourceId)
                : Release.NotWrittenAsync(session, projectId, resourceId));
            return true;
        }, CancellationToken.None);
}
