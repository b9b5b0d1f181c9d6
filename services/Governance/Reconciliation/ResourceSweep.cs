using VpnMesh.Governance.Reservations;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>Resources of a type that are written without a reservation, so that they count against no quota.</summary>
internal sealed class ResourceSweep(
    ResourceOwner owner,
    string type,
    MissingReservationRepair repair,
    GovernanceDatabase database,
    Suspects<(string ProjectId, string ResourceId)> suspects) : ISweep
{
    private const int PageSize = 200;
    private string _last = "";

    public async Task<bool> NextPageAsync(CancellationToken cancellationToken)
    {
        var page = await owner.ListAsync(type, _last, PageSize, cancellationToken);
        if (page.Count > 0)
        {
            var projectIds = page.Select(resource => resource.ProjectId).Distinct().ToArray();
            var ids = page.Select(resource => resource.ResourceId).ToArray();
            var reserved = await database.ReadAsync(
                session => ReservationStore.WhichAreReservedAsync(session, projectIds, ids), cancellationToken);
            var missing = page.Where(resource => !reserved.Contains((resource.ProjectId, resource.ResourceId)));
            await repair.RunAsync(
                owner, type, [.. missing.Where(resource => suspects.IsWrong((resource.ProjectId, resource.ResourceId)))], cancellationToken);
        }
        _last = page.Count == PageSize ? page[^1].ResourceId : "";
        if (_last.Length == 0)
        {
            suspects.EndPass();
        }
        return _last.Length > 0;
    }
}
