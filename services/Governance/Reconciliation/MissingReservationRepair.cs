using System.Text.Json;
using VpnMesh.Governance.Inventory;
using VpnMesh.Governance.Inventory.Zones;
using VpnMesh.Governance.Quotas;
using VpnMesh.Governance.Reservations;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>
/// Reserves for resources that are written without a reservation, beyond the limit if need be, and tells of it. EIPs and addresses that a
/// gateway has lost are not taken for it: others may have them by now.
/// </summary>
internal sealed class MissingReservationRepair(GovernanceDatabase database, OfferCache offers, DriftEvents events, TimeProvider time)
{
    public async Task RunAsync(ResourceOwner owner, string type, IReadOnlyList<OwnedResource> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
        {
            return;
        }
        // What was deleted since it was listed needs none.
        var existing = await owner.WhichExistAsync(missing.Select(resource => Reservation(resource, type, null)), afterWriters: false, cancellationToken);
        foreach (var project in missing.Where(resource => existing.Contains(resource.ResourceId)).GroupBy(resource => resource.ProjectId))
        {
            await database.InTransactionAsync(session => ReserveAsync(session, project.Key, type, project), CancellationToken.None);
        }
    }

    private async Task<bool> ReserveAsync(Session session, string projectId, string type, IEnumerable<OwnedResource> missing)
    {
        var offered = await offers.AtAsync(session, await InventoryStore.RevisionAsync(session));
        await QuotaStore.EnsureAsync(session, projectId, type);
        var used = await QuotaStore.LockUsedAsync(session, projectId, type);
        var reserved = 0;
        foreach (var resource in missing)
        {
            reserved += await ReservationStore.TryInsertConfirmedAsync(session, Reservation(resource, type, offered), time.NowMs()) ? 1 : 0;
        }
        if (reserved == 0)
        {
            return false;
        }
        await QuotaStore.SetUsedAsync(session, projectId, type, used + reserved);
        await events.AddAsync(session, new Drift(projectId, type, "resource_without_reservation", used + reserved, used, "reserved"));
        return true;
    }

    private static ReservationRow Reservation(OwnedResource resource, string type, Offers? offered) => new()
    {
        ProjectId = resource.ProjectId,
        ResourceId = resource.ResourceId,
        ResourceType = type,
        Zones = resource.Zones.Count > 0 ? JsonSerializer.Serialize(resource.Zones) : null,
        PublicBorderGroup = resource.Zones.Count > 0
            ? offered?.Zones.GetValueOrDefault(resource.Zones[0])?.PublicBorderGroup ?? ZoneChoice.Center
            : null,
    };
}
