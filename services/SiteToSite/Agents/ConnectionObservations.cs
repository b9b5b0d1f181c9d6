using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Addresses;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.TaggedResources;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// What agents observe of connections: the generation that is applied, the state of the tunnel, the security associations, the end of
/// a deletion. Reports may repeat and be stale; they count only for connections at the agent's own end points. Events are written with
/// the change that they tell of.
/// </summary>
internal sealed class ConnectionObservations(
    SiteToSiteDatabase database, VpnConnectionEvents events, ResourceReleases<SiteToSiteDatabase> releases, TimeProvider time)
{
    private const int BatchSize = 500;

    // Rows that are written in one transaction: signs of life wait for it.
    private const int MostAssociations = 2000;

    /// <summary>Takes in the reports of an agent's stream, newest last.</summary>
    public async Task ApplyAsync(string agentId, string stream, IEnumerable<ObservedConnection> reports)
    {
        var newest = new Dictionary<string, ObservedConnection>(StringComparer.Ordinal);
        foreach (var report in reports.Where(report => report.State != ObservedState.Unspecified))
        {
            newest[report.ConnectionId] = report;
        }
        foreach (var batch in newest.Values.Chunk(BatchSize))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, batch), CancellationToken.None);
        }
    }

    /// <summary>Takes in the security associations that agents report, newest last.</summary>
    public async Task ApplyAsync(string agentId, string stream, IEnumerable<ObservedAssociations> reports)
    {
        var newest = new Dictionary<string, ObservedAssociations>(StringComparer.Ordinal);
        foreach (var report in reports)
        {
            newest[report.ConnectionId] = report;
        }
        foreach (var batch in Batches(newest.Values.Where(report => Wire.IsTime(report.CollectedAtMs))))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, batch), CancellationToken.None);
        }
    }

    /// <summary>End points moved to other agents, which have yet to hear of their connections. In the transaction of the move.</summary>
    public async Task RestartAsync(Session session, IEnumerable<(string GatewayId, long Slot)> moved)
    {
        foreach (var slot in moved.GroupBy(endPoint => endPoint.Slot, endPoint => endPoint.GatewayId))
        {
            // Of the others the status stays what it is.
            var failed = await ConnectionStore.LockFailedAsync(session, [.. slot], slot.Key);
            await WriteAsync(session, failed.Select(connection => (connection, connection with { ObservedGeneration = 0 })));
            await ConnectionStore.RestartAsync(session, [.. slot], slot.Key);
        }
    }

    /// <summary>Removes connections of which nothing runs any more; their gateways are locked.</summary>
    public async Task RemoveAsync(Session session, IReadOnlyCollection<VpnConnectionRow> gone)
    {
        if (gone.Count == 0)
        {
            return;
        }
        await ConnectionStore.DeleteAsync(session, [.. gone.Select(connection => connection.Id)]);
        await session.TellGoneAsync(TaggedTypes.VpnConnection, gone.Select(connection => (connection.ProjectId, connection.Id)), time.NowMs());
        foreach (var connection in gone)
        {
            using var span = AgentTelemetry.Report(connection.Id, connection.RequestId);
            await events.AddDeletedAsync(session, connection);
        }
        foreach (var gatewayId in gone.Select(connection => connection.VgwId).Distinct())
        {
            await session.RecountAsync(gatewayId);
        }
        session.AfterCommit(() => releases.Release([.. gone.Select(connection => (connection.ProjectId, connection.Id))]));
    }

    /// <summary>Writes what was observed and tells of changes of status; the connections are locked.</summary>
    public async Task WriteAsync(Session session, IEnumerable<(VpnConnectionRow Before, VpnConnectionRow After)> observed)
    {
        var changes = observed.Where(change => change.Before != change.After).ToArray();
        var groups = changes.Select(change => change.After).GroupBy(after =>
            (after.AppliedGeneration, after.ObservedGeneration, after.ObservedState, after.BgpPeer, after.PeerAddress));
        foreach (var same in groups)
        {
            await ConnectionStore.ObserveAsync(session, [.. same.Select(connection => connection.Id)], same.First());
        }
        foreach (var (before, after) in changes)
        {
            // A tunnel that comes or goes, or is lost, is nobody's request.
            var requestId = before.IsUnderWay() ? after.RequestId : "";
            using var span = AgentTelemetry.Report(after.Id, requestId);
            await events.AddStatusChangedAsync(session, before, after, requestId);
        }
    }

    private async Task<bool> ApplyAsync(Session session, string agentId, string stream, ObservedConnection[] reports)
    {
        // As long as these reports are taken in, the agent neither comes back on another stream nor loses its end points.
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            return false;
        }
        string[] reportedGone = [.. reports.Where(report => report.State == ObservedState.Gone).Select(report => report.ConnectionId)];
        if (reportedGone.Length > 0)
        {
            // Before the connections, like everyone else.
            await session.LockVpnGatewaysAsync(await ConnectionStore.ListGatewaysAsync(session, reportedGone));
        }
        var own = await ConnectionStore.ListOwnAsync(session, agentId, [.. reports.Select(report => report.ConnectionId)]);
        var byId = reports.ToDictionary(report => report.ConnectionId);
        var connections = await ConnectionStore.LockAsync(session, own);
        var gone = connections.Where(connection => IsGone(connection, byId[connection.Id])).ToArray();
        await WriteAsync(session, connections.Except(gone).Select(connection => (connection, Observe(connection, byId[connection.Id]))));
        await RemoveAsync(session, gone);
        return true;
    }

    private static bool IsGone(VpnConnectionRow connection, ObservedConnection report) =>
        report.State == ObservedState.Gone && connection.Deleting == 1 && report.Generation >= connection.Generation;

    private static VpnConnectionRow Observe(VpnConnectionRow connection, ObservedConnection report)
    {
        if (report.Generation < connection.ObservedGeneration || report.Generation > connection.Generation || report.State == ObservedState.Gone)
        {
            return connection;
        }
        if (report.State == ObservedState.Failed)
        {
            return connection with { ObservedGeneration = report.Generation, ObservedState = ObservedTunnel.Failed, BgpPeer = null };
        }
        return connection with
        {
            ObservedGeneration = report.Generation,
            AppliedGeneration = Math.Max(connection.AppliedGeneration, report.Generation),
            ObservedState = report.Up ? ObservedTunnel.Up : ObservedTunnel.Down,
            BgpPeer = report.BgpPeer.ToColumn(),
            // Where it called from last is known also while it is silent.
            PeerAddress = AddressText.IsIpv4(report.PeerAddress) ? report.PeerAddress : connection.PeerAddress,
        };
    }

    private static async Task<bool> ApplyAsync(Session session, string agentId, string stream, ObservedAssociations[] reports)
    {
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            return false;
        }
        var own = await ConnectionStore.ListOwnAsync(session, agentId, [.. reports.Select(report => report.ConnectionId)]);
        // They stay until this is written: associations refer to them.
        await ConnectionStore.LockAsync(session, own);
        await session.ForgetSecurityAssociationsAsync(own);
        foreach (var report in reports.Where(report => own.Contains(report.ConnectionId)))
        {
            await session.InsertAsync([.. report.Associations.DistinctBy(association => association.Id).Select(association => ToRow(report, association))]);
        }
        return true;
    }

    private static IEnumerable<ObservedAssociations[]> Batches(IEnumerable<ObservedAssociations> reports)
    {
        var (batch, rows) = (new List<ObservedAssociations>(), 0);
        foreach (var report in reports)
        {
            if (batch.Count == BatchSize || (batch.Count > 0 && rows + report.Associations.Count > MostAssociations))
            {
                yield return [.. batch];
                (batch, rows) = ([], 0);
            }
            batch.Add(report);
            rows += report.Associations.Count;
        }
        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    private static SecurityAssociationRow ToRow(ObservedAssociations report, SecurityAssociation association) => new()
    {
        ConnectionId = report.ConnectionId,
        Id = association.Id,
        SourceBlock = association.SourceBlock,
        DestinationBlock = association.DestinationBlock,
        PacketsSent = association.PacketsSent,
        PacketsReceived = association.PacketsReceived,
        BytesSent = association.BytesSent,
        BytesReceived = association.BytesReceived,
        CollectedAt = report.CollectedAtMs,
    };
}
