using System.Runtime.CompilerServices;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Which connections one agent is told on one stream: all when it connects, then what it has not reported, of their monitors too.
/// Level-triggered like <see cref="AgentPush"/>.
/// </summary>
internal sealed class ConnectionPush(SiteToSiteDatabase database, KeyRing keyRing, MonitorInterval monitorInterval, ILogger logger, string agentId)
{
    private const int LargestMessage = 500;

    // Each with at most some hundreds of connections.
    private const int EndPointsAtOnce = 20;

    private Dictionary<string, (long Generation, string? MonitorId)> _told = [];

    /// <summary>All connections at the agent's end points, in pages.</summary>
    public async IAsyncEnumerable<IReadOnlyList<DesiredConnection>> ListAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = new OwnEndPoint { GatewayId = "", Slot = 0 };
        while (true)
        {
            var endPoints = await database.ReadAsync(
                session => PlacementStore.ListOwnAsync(session, agentId, after, EndPointsAtOnce), cancellationToken);
            if (endPoints.Count == 0)
            {
                yield break;
            }
            // Both slots of the last gateway are told together.
            after = endPoints[^1] with { Slot = 2 };
            string[] gatewayIds = [.. endPoints.Select(endPoint => endPoint.GatewayId).Distinct()];
            var rows = await database.ReadAsync(session => ConnectionStore.ListOfAsync(session, agentId, gatewayIds), cancellationToken);
            foreach (var page in rows.Chunk(LargestMessage))
            {
                yield return Tell(page);
            }
        }
    }

    /// <summary>What is pending and was not told yet. Read before the pending gateways and sent after them, so that nothing comes before its end point.</summary>
    public async Task<IReadOnlyList<PendingConnection>> ListUntoldAsync(Session session)
    {
        var pending = await ConnectionStore.ListPendingAsync(session, agentId);
        var untold = pending.Where(row => !IsTold(row)).ToArray();
        // What is no longer pending need not be remembered: it is in the store as reported.
        _told = pending.Except(untold).ToDictionary(row => row.Id, row => (row.Generation, row.ConnectionMonitorId));
        return untold;
    }

    /// <summary>The connections, as new as they are by now, in pages.</summary>
    public async IAsyncEnumerable<IReadOnlyList<DesiredConnection>> ListAsync(
        IReadOnlyList<PendingConnection> pending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in pending.Select(row => row.Id).Chunk(LargestMessage))
        {
            var rows = await database.ReadAsync(session => ConnectionStore.ListAsync(session, agentId, page), cancellationToken);
            var desired = Tell(rows);
            foreach (var (connection, row) in desired.Zip(rows))
            {
                connection.Traceparent = AgentTelemetry.Tell(row.Id, row.RequestId);
            }
            yield return desired;
        }
    }

    private bool IsTold(PendingConnection row) =>
        _told.TryGetValue(row.Id, out var told) && told.Generation >= row.Generation && told.MonitorId == row.ConnectionMonitorId;

    private DesiredConnection[] Tell(IReadOnlyCollection<DesiredConnectionRow> rows)
    {
        foreach (var row in rows)
        {
            _told[row.Id] = (row.Generation, row.ConnectionMonitorId);
        }
        DesiredConnection[] desired = [.. rows.Select(row => row.ToDesired(keyRing, monitorInterval))];
        foreach (var closed in desired.Where(connection => !connection.Removed && connection.Spec is null))
        {
            logger.LogError("The key of connection {ConnectionId} cannot be opened with the keys on the ring", closed.ConnectionId);
        }
        return desired;
    }
}
