using Grpc.Core;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Agents;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Tells agents what to run: everything when they connect, then what changes. Level-triggered: each round looks at what the store
/// still has pending for the agent, so that no write of any replica can be missed. End points are taken only from agents that are
/// lost, and that ends their streams, so that what an agent no longer has is missing in its next snapshot.
/// </summary>
internal sealed class AgentPush(
    SiteToSiteDatabase database,
    AgentLease lease,
    PlacementSignal<SiteToSiteDatabase> signal,
    KeyRing keyRing,
    MonitorInterval monitorInterval,
    TimeProvider time,
    ILogger<AgentPush> logger)
{
    private const int LargestMessage = 1000;

    // Writes of other replicas give no signal here.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    // A lone change goes out at once; under load, what is written within this time goes out together.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(25);

    public async Task RunAsync(
        string agentId,
        string stream,
        Acknowledgements acknowledgements,
        IServerStreamWriter<ControlMessage> agent,
        CancellationToken cancellationToken)
    {
        var registered = new Registered { LeaseMs = (long)lease.Length.TotalMilliseconds };
        await agent.WriteAsync(new ControlMessage { Registered = registered }, cancellationToken);
        var certificates = new CertificatePush(database, keyRing, logger, agentId);
        var connections = new ConnectionPush(database, keyRing, monitorInterval, logger, agentId);
        var told = await SendSnapshotAsync(agentId, certificates, connections, agent, cancellationToken);
        while (true)
        {
            var next = Task.WhenAny(signal.Next, acknowledgements.Next);
            await AcknowledgeAsync(acknowledgements, agent, cancellationToken);
            var pendingConnections = await database.ReadAsync(connections.ListUntoldAsync, cancellationToken);
            var pending = await database.ReadAsync(session => ListPendingAsync(session, agentId, stream), cancellationToken);
            var pendingCertificates = await database.ReadAsync(certificates.ListUntoldAsync, cancellationToken);
            var changes = pending.Where(row => told.GetValueOrDefault((row.GatewayId, row.Slot)) < row.Generation).ToArray();
            // What is no longer pending need not be remembered: it is in the store as reported.
            told = pending.ToDictionary(row => (row.GatewayId, row.Slot), row => row.Generation);
            if (changes.Length == 0 && pendingCertificates.Count == 0 && pendingConnections.Count == 0)
            {
                await signal.WaitAsync(next, LookAgain, cancellationToken);
                continue;
            }
            await SendChangesAsync(changes, agent, cancellationToken);
            await foreach (var page in certificates.ListAsync(pendingCertificates, cancellationToken))
            {
                await agent.WriteAsync(new ControlMessage { Changes = new Changes { Certificates = { page } } }, cancellationToken);
            }
            await foreach (var page in connections.ListAsync(pendingConnections, cancellationToken))
            {
                await agent.WriteAsync(new ControlMessage { Changes = new Changes { Connections = { page } } }, cancellationToken);
            }
            await Task.Delay(Gather, time, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<DesiredRow>> ListPendingAsync(Session session, string agentId, string stream) =>
        await AgentStore.IsCurrentAsync(session, agentId, stream)
            ? await DesiredStateStore.ListPendingAsync(session, agentId)
            : throw AgentStreams.Over();

    private async Task<Dictionary<(string, long), long>> SendSnapshotAsync(
        string agentId,
        CertificatePush certificates,
        ConnectionPush connections,
        IServerStreamWriter<ControlMessage> agent,
        CancellationToken cancellationToken)
    {
        await foreach (var page in certificates.ListAllAsync(cancellationToken))
        {
            await agent.WriteAsync(new ControlMessage { Snapshot = new Snapshot { Certificates = { page }, More = true } }, cancellationToken);
        }
        var sent = new List<(string Id, long Generation)>();
        await foreach (var page in connections.ListAllAsync(cancellationToken))
        {
            sent.AddRange(page.Select(connection => (connection.ConnectionId, connection.Generation)));
            await agent.WriteAsync(new ControlMessage { Snapshot = new Snapshot { Connections = { page }, More = true } }, cancellationToken);
        }
        // Read last: what is on the pages before is at an end point that is on this one.
        var rows = await database.ReadAsync(session => DesiredStateStore.ListAllAsync(session, agentId), cancellationToken);
        var snapshot = new Snapshot { Gateways = { rows.Select(row => row.ToDesired()) } };
        snapshot.Digest = SnapshotDigest.Of(snapshot.Gateways, sent);
        await agent.WriteAsync(new ControlMessage { Snapshot = snapshot }, cancellationToken);
        return rows.ToDictionary(row => (row.GatewayId, row.Slot), row => row.Generation);
    }

    private static async Task AcknowledgeAsync(
        Acknowledgements acknowledgements, IServerStreamWriter<ControlMessage> agent, CancellationToken cancellationToken)
    {
        if (acknowledgements.Take() is { Length: > 0 } ids)
        {
            await agent.WriteAsync(new ControlMessage { Acknowledged = new Acknowledged { Ids = { ids } } }, cancellationToken);
        }
    }

    private static async Task SendChangesAsync(DesiredRow[] rows, IServerStreamWriter<ControlMessage> agent, CancellationToken cancellationToken)
    {
        foreach (var page in rows.Chunk(LargestMessage))
        {
            var changes = new Changes { Gateways = { page.Select(ToChange) } };
            await agent.WriteAsync(new ControlMessage { Changes = changes }, cancellationToken);
        }
    }

    // A snapshot is nobody's request; a change is.
    private static DesiredGateway ToChange(DesiredRow row)
    {
        var gateway = row.ToDesired();
        gateway.Traceparent = AgentTelemetry.Tell(row.GatewayId, row.RequestId);
        return gateway;
    }
}
