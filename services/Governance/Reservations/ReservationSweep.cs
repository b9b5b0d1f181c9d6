using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// Goes through all confirmed reservations for the resources of an owner, over and over, and releases those whose resource is gone: should a
/// deleted event ever be lost with its broker, its quota and EIPs come back all the same. Unhurried: a page a second while there are any,
/// then a rest.
/// </summary>
internal sealed class ReservationSweep(
    GovernanceDatabase database, ResourceOwner owner, TimeProvider time, ILogger<ReservationSweep> logger)
    : SingletonService($"reservation-sweep-{owner.Name}", database, time, logger)
{
    private const int PageSize = 200;
    private static readonly TimeSpan Page = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(10);
    private readonly GovernanceDatabase _database = database;
    private readonly TimeProvider _time = time;
    private ReservationRow? _last;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var page = await _database.ReadAsync(session => ReservationStore.ConfirmedAsync(session, owner.Types, _last, PageSize), cancellationToken);
        _last = page.Count == PageSize ? page[^1] : null;
        if (page.Count == 0)
        {
            return false;
        }
        var existing = await owner.WhichExistAsync(page, cancellationToken);
        foreach (var gone in page.Where(reservation => !existing.Contains(reservation.ResourceId)))
        {
            await _database.InTransactionAsync(
                session => Release.DeletedAsync(session, gone.ProjectId, gone.ResourceId), CancellationToken.None);
        }
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(_last is null ? Rest : Page, _time, cancellationToken);
}
