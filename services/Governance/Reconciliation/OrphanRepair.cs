using VpnMesh.Governance.Quotas;
using VpnMesh.Governance.Reservations;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>Releases reservations whose resource is gone, and tells of it.</summary>
internal sealed class OrphanRepair(GovernanceDatabase database, DriftEvents events)
{
    public async Task RunAsync(IReadOnlyList<ReservationRow> orphans)
    {
        foreach (var quota in orphans.GroupBy(orphan => (orphan.ProjectId, orphan.ResourceType)))
        {
            await database.InTransactionAsync(
                session => ReleaseAsync(session, quota.Key.ProjectId, quota.Key.ResourceType, quota), CancellationToken.None);
        }
    }

    private async Task<bool> ReleaseAsync(Session session, string projectId, string type, IEnumerable<ReservationRow> orphans)
    {
        var released = 0;
        foreach (var orphan in orphans)
        {
            released += await Release.DeletedAsync(session, projectId, orphan.ResourceId) ? 1 : 0;
        }
        if (released == 0)
        {
            return false;
        }
        var used = await QuotaStore.UsedAsync(session, projectId, type);
        await events.AddAsync(session, new Drift(projectId, type, "reservation_without_resource", used, used + released, "released"));
        return true;
    }
}
