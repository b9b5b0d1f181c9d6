using VpnMesh.Protos.Agent.V1;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Passes on what happened while connections were negotiated, each once however often agents tell it. The log itself is kept by whoever
/// listens to the events.
/// </summary>
internal sealed class NegotiationReports(
    SiteToSiteDatabase database, VpnConnectionEvents events, TimeProvider time, ILogger<NegotiationReports> logger)
{
    private const int BatchSize = 500;

    /// <summary>Takes in the reports of an agent's stream; durable when it returns.</summary>
    public async Task ApplyAsync(string agentId, string stream, IEnumerable<NegotiationEvent> reports)
    {
        var sound = reports.ToLookup(report => Wire.IsTime(report.TimeMs) && Wire.IsUuid(report.Id));
        foreach (var report in sound[false])
        {
            // It would be as wrong the next time.
            logger.LogWarning("Agent {AgentId} tells an event that cannot be kept: id {Id}, time {Time}", agentId, report.Id, report.TimeMs);
        }
        foreach (var batch in sound[true].OrderBy(report => report.TimeMs).Chunk(BatchSize))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, batch), CancellationToken.None);
        }
    }

    private async Task<bool> ApplyAsync(Session session, string agentId, string stream, NegotiationEvent[] reports)
    {
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            throw AgentStreams.Over();
        }
        var own = await ConnectionStore.ListOwnAsync(session, agentId, [.. reports.Select(report => report.ConnectionId).Distinct()]);
        var connections = (await ConnectionStore.LockAsync(session, own)).ToDictionary(connection => connection.Id);
        foreach (var report in reports)
        {
            if (connections.TryGetValue(report.ConnectionId, out var connection) && await NegotiationStore.IsNewAsync(session, report.Id, time.NowMs()))
            {
                await events.AddNegotiationAsync(session, connection, ToEvent(report, connection));
            }
        }
        return true;
    }

    private static VpnConnectionNegotiation ToEvent(NegotiationEvent report, VpnConnectionRow connection) => new()
    {
        HappenedAt = report.TimeMs.ToWireTime(),
        Level = report.Level,
        Kind = report.Kind,
        Message = report.Message,
        VpnGatewayId = connection.VgwId,
        GatewayAddress = report.LocalAddress,
        PeerAddress = report.PeerAddress,
        PeerPort = report.PeerPort,
        ProcessId = report.ProcessId,
    };
}
