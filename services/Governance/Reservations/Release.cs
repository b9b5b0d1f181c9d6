using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Inventory.Subnets;
using VpnMesh.Governance.Quotas;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// Release: gives back all that a resource has taken. EIPs that were created with a gateway and are still bound to it go with it;
/// others stay with the project, unbound. What was released before stays as it is.
/// </summary>
internal static class Release
{
    public static async Task<bool> RunAsync(Session session, string projectId, string resourceId)
    {
        if (await ReservationStore.DeleteAsync(session, projectId, resourceId) is not { } type)
        {
            return false;
        }
        if (type == QuotaLimits.VpnGateway)
        {
            var gone = await EipStore.ReleaseAsync(session, projectId, resourceId);
            await SubnetStore.FreeAddressesAsync(session, projectId, resourceId);
            if (gone > 0)
            {
                await QuotaStore.GiveBackAsync(session, projectId, QuotaLimits.Eip, gone);
            }
        }
        await QuotaStore.GiveBackAsync(session, projectId, type, 1);
        return true;
    }
}
