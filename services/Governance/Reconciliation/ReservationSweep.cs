using VpnMesh.Governance.Reservations;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>
/// Confirmed reservations whose resource is gone: should a deleted event ever be lost with its broker, its quota and EIPs come back all the
/// same.
/// </summary>
internal sealed class ReservationSweep(
    ResourceOwner owner, OrphanRepair repair, GovernanceDatabase database, Suspects<(string ProjectId, string ResourceId)> suspects) : ISweep
{
    private const int PageSize = 200;
    private ReservationRow? _last;

    public async Task<bool> NextPageAsync(CancellationToken cancellationToken)
    {
        var page = await database.ReadAsync(session => ReservationStore.ConfirmedAsync(session, owner.Types, _last, PageSize), cancellationToken);
        if (page.Count > 0)
        {
            var existing = await owner.WhichExistAsync(page, afterWriters: false, cancellationToken);
            var gone = page.Where(reservation => !existing.Contains(reservation.ResourceId));
            await repair.RunAsync([.. gone.Where(reservation => suspects.IsWrong((reservation.ProjectId, reservation.ResourceId)))]);
        }
        _last = page.Count == PageSize ? page[^1] : null;
        if (_last is null)
        {
            suspects.EndPass();
        }
        return _last is not null;
    }
}
