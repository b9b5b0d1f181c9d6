using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.Agents;

/// <summary>Takes in what agents report of servers: which generation is applied, failure, and up to where they know who may pass.</summary>
internal sealed class ServerObservations(P2CDatabase database, VpnServerEvents events)
{
    private const int BatchSize = 500;

    /// <summary>Applies the reports of an agent's stream, newest last. They may repeat and be stale.</summary>
    public async Task ApplyAsync(string agentId, string stream, IReadOnlyList<ObservedServer> reports)
    {
        foreach (var batch in reports.Reverse().DistinctBy(report => report.ServerId).OrderBy(report => report.ServerId, StringComparer.Ordinal).Chunk(BatchSize))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, batch), CancellationToken.None);
        }
    }

    private async Task<bool> ApplyAsync(Session session, string agentId, string stream, ObservedServer[] reports)
    {
        // As long as reports are taken in, the agent neither comes back on another stream nor loses its end points.
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            return false;
        }
        var servers = (await session.LockServersOfAgentAsync(agentId, [.. reports.Select(report => report.ServerId)])).ToDictionary(server => server.Id);
        foreach (var report in reports)
        {
            if (servers.TryGetValue(report.ServerId, out var before) && Conclude(before, report) is var after && after != before)
            {
                await session.ObserveAsync(after);
                // A failure is nobody's request.
                await events.AddStatusChangedAsync(session, before, after, after.ObservedGeneration > before.ObservedGeneration ? after.RequestId : "");
            }
        }
        return true;
    }

    private static VpnServerRow Conclude(VpnServerRow server, ObservedServer report)
    {
        if (report.Generation > server.Generation || report.Generation < server.ReportedGeneration)
        {
            return server;
        }
        var isApplied = report.State == ObservedState.Applied;
        return server with
        {
            ReportedGeneration = report.Generation,
            ReportedRevision = Math.Min(report.AccessRevision, server.AccessRevision),
            ObservedGeneration = isApplied ? Math.Max(server.ObservedGeneration, report.Generation) : server.ObservedGeneration,
            Failed = isApplied ? 0 : 1,
        };
    }
}
