using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Governance.Inventory.Subnets;
using VpnMesh.Governance.Quotas;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// Release: gives back all that a resource has taken. With a gateway that was deleted its pay-per-use EIPs go; with one that was never
/// written only those created for it, and others stay with the project, unbound. What was released before stays as it is.
/// </summary>
internal static class Release
{
    /// <summary>The resource was deleted.</summary>
    public static Task<bool> DeletedAsync(Session session, string projectId, string resourceId) =>
        RunAsync(session, projectId, resourceId, EipStore.DeleteAsync);

    /// <summary>The resource was never written and will not be.</summary>
    public static Task<bool> NotWrittenAsync(Session session, string projectId, string resourceId) =>
        RunAsync(session, projectId, resourceId, EipStore.ReleaseAsync);

    private static async Task<bool> RunAsync(
        Session session, string projectId, string resourceId, Func<Session, string, string, Task<int>> releaseEips)
    {
        if (await ReservationStore.DeleteAsync(session, projectId, resourceId) is not { } type)
        {
            return false;
        }
        if (type is QuotaLimits.VpnGateway or QuotaLimits.P2cVpnGateway)
        {
            var gone = await releaseEips(session, projectId, resourceId);
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
