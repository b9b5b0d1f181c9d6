using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Which monitors agents run. Reports may repeat and be stale; they count only for connections at the agent's own end points, and only as long
/// as the connection has that monitor.
/// </summary>
internal sealed class MonitorObservations(SiteToSiteDatabase database, ConnectionMonitorEvents events)
{
    private const int BatchSize = 500;

    /// <summary>Takes in the reports of an agent's stream, newest last.</summary>
    public async Task ApplyAsync(string agentId, string stream, IEnumerable<ObservedMonitor> reports)
    {
        var newest = new Dictionary<string, ObservedMonitor>(StringComparer.Ordinal);
        foreach (var report in reports)
        {
            newest[report.ConnectionId] = report;
        }
        foreach (var batch in newest.Values.Chunk(BatchSize))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, batch), CancellationToken.None);
        }
    }

    private async Task<bool> ApplyAsync(Session session, string agentId, string stream, ObservedMonitor[] reports)
    {
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            return false;
        }
        var own = await ConnectionStore.ListOwnAsync(session, agentId, [.. reports.Select(report => report.ConnectionId)]);
        var byId = reports.ToDictionary(report => report.ConnectionId, report => report.MonitorId.Length > 0 ? report.MonitorId : null);
        foreach (var connection in await MonitorStore.LockAsync(session, own))
        {
            var observed = byId[connection.Id];
            if (observed != connection.ObservedMonitorId && (observed is null || observed == connection.ConnectionMonitorId))
            {
                await ObserveAsync(session, connection, observed);
            }
        }
        return true;
    }

    private async Task ObserveAsync(Session session, MonitorStateRow connection, string? observed)
    {
        await MonitorStore.ObserveAsync(session, connection.Id, observed);
        if (connection.ObservedMonitorId is { } before)
        {
            await events.AddProbingStoppedAsync(session, connection, before);
        }
        if (observed is not null)
        {
            await events.AddProbingStartedAsync(session, connection, observed);
        }
    }
}
