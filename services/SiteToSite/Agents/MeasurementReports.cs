using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Passes on what monitors measure, each window once however often agents tell it: the windows of a connection come in their order. Their
/// history is kept by whoever listens to the events.
/// </summary>
internal sealed class MeasurementReports(SiteToSiteDatabase database, ConnectionMonitorEvents events, ILogger<MeasurementReports> logger)
{
    private const int BatchSize = 500;

    /// <summary>Takes in the reports of an agent's stream; durable when it returns.</summary>
    public async Task ApplyAsync(string agentId, string stream, IEnumerable<MonitorMeasurement> reports)
    {
        var sound = reports.ToLookup(IsSound);
        foreach (var report in sound[false])
        {
            // It would be as wrong the next time.
            logger.LogWarning("Agent {AgentId} tells a measurement that cannot be kept, of connection {ConnectionId}", agentId, report.ConnectionId);
        }
        foreach (var batch in sound[true].Chunk(BatchSize))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, batch), CancellationToken.None);
        }
    }

    private static bool IsSound(MonitorMeasurement report) =>
        Wire.IsTime(report.WindowStartMs) && report.WindowSeconds > 0 && report.Sent > 0 && report.Received >= 0 && report.Received <= report.Sent
        && report.RttMinUs >= 0 && report.RttMinUs <= report.RttAvgUs && report.RttAvgUs <= report.RttMaxUs;

    private async Task<bool> ApplyAsync(Session session, string agentId, string stream, MonitorMeasurement[] reports)
    {
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            throw AgentStreams.Over();
        }
        var own = await ConnectionStore.ListOwnAsync(session, agentId, [.. reports.Select(report => report.ConnectionId).Distinct()]);
        var told = reports.ToLookup(report => report.ConnectionId);
        foreach (var connection in await MonitorStore.LockAsync(session, own))
        {
            var news = told[connection.Id]
                .Where(report => report.MonitorId == connection.ConnectionMonitorId && report.WindowStartMs > connection.MeasuredUntil)
                .DistinctBy(report => report.WindowStartMs)
                .OrderBy(report => report.WindowStartMs)
                .ToArray();
            foreach (var report in news)
            {
                await events.AddMeasuredAsync(session, connection, report);
            }
            if (news.Length > 0)
            {
                await MonitorStore.MeasureAsync(session, connection.Id, news[^1].WindowStartMs);
            }
        }
        return true;
    }
}
