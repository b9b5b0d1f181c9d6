using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>
/// The operations of monitors; each is in a file of its name. Where a monitor is, its addresses and whether it is there at all is what its
/// connection says; as long as nobody answers for that, what it said last.
/// </summary>
internal sealed partial class ConnectionMonitorService(
    MonitoringDatabase database, SiteToSiteClient siteToSite, ConnectionMonitorEvents events, MonitorRemoval removal, TimeProvider time)
    : Protos.Monitoring.V5.ConnectionMonitors.ConnectionMonitorsBase
{
    private static bool IsAllowedEverywhere(CallerContext caller) => caller.Access is { Everywhere: true, NeverIn.Count: 0 };

    /// <summary>A monitor of the caller's project, as its connection has it by now; null when there is none.</summary>
    private async Task<ConnectionMonitorRow?> FindAsync(CallerContext caller, string id, CancellationToken cancellationToken)
    {
        var known = Wire.IsUuid(id)
            ? await database.ReadAsync(session => session.FindMonitorAsync(caller.ProjectId, id.ToLowerInvariant()), cancellationToken)
            : null;
        return known is not null && await AsTheyAreAsync(caller, [known], cancellationToken) is [var monitor] ? monitor : null;
    }

    /// <summary>Monitors as their connections have them by now, without those whose connection is gone.</summary>
    private async Task<IReadOnlyList<ConnectionMonitorRow>> AsTheyAreAsync(
        CallerContext caller, IReadOnlyList<ConnectionMonitorRow> known, CancellationToken cancellationToken)
    {
        string[] connectionIds = [.. known.Select(monitor => monitor.VpnConnectionId).Distinct()];
        var connections = await siteToSite.TryDescribeAsync(connectionIds, caller, cancellationToken);
        if (connections is null)
        {
            return known;
        }
        var present = known.Where(monitor => connections.ContainsKey(monitor.VpnConnectionId)).ToArray();
        ConnectionMonitorRow[] described = [.. present.Select(monitor => monitor.With(connections[monitor.VpnConnectionId]))];
        await RememberAsync([.. described.Except(present)], cancellationToken);
        return described;
    }

    // For the time when nobody answers.
    private async Task RememberAsync(ConnectionMonitorRow[] changed, CancellationToken cancellationToken)
    {
        foreach (var monitor in changed)
        {
            await database.InGroupAsync(session => session.RememberAsync(monitor), cancellationToken, monitor.ProjectId);
        }
    }
}
