using VpnMesh.Monitoring.Measurements;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>The end of monitors that are marked as to go: first their connection loses them, then the row goes and what it has measured.</summary>
internal sealed class MonitorRemoval(MonitoringDatabase database, SiteToSiteClient siteToSite, ConnectionMonitorEvents events)
{
    /// <returns>Whether it is gone; otherwise it is tried again by <see cref="MonitorSettlement"/>.</returns>
    public async Task<bool> TryRemoveAsync(ConnectionMonitorRow monitor, string requestId, CancellationToken cancellationToken)
    {
        if (!await siteToSite.TryDetachAsync(monitor.ProjectId, monitor.VpnConnectionId, monitor.Id, requestId, cancellationToken))
        {
            return false;
        }
        await database.InGroupAsync(session => RemoveAsync(session, monitor, requestId), cancellationToken, monitor.ProjectId);
        return true;
    }

    /// <summary>Removes a monitor whose connection does not have it any more; told only if it was ever shown.</summary>
    public async Task<bool> RemoveAsync(Session session, ConnectionMonitorRow monitor, string requestId)
    {
        if (await session.DeleteMonitorAsync(monitor.Id) == 0)
        {
            return false;
        }
        await session.ForgetMeasurementsAsync(monitor.Id);
        if (monitor.Attached == 1)
        {
            await events.AddDeletedAsync(session, monitor, requestId);
        }
        return true;
    }
}
