using Grpc.Core;
using VpnMesh.P2C.P2cVgwConnections;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.Agents;

/// <summary>
/// Tells agents what to run: everything when they connect, then what changes. Level-triggered: each round looks at what the store still has
/// pending for the agent, so that no write of any replica can be missed.
/// </summary>
internal sealed class AgentPush(
    P2CDatabase database, AgentLease lease, PlacementSignal<P2CDatabase> signal, DesiredServers desired, TimeProvider time)
{
    // Writes of other replicas give no signal here.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    // A lone change goes out at once; under load, what is written within this time goes out together.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(25);

    public async Task RunAsync(
        string agentId,
        string stream,
        Acknowledgements acknowledgements,
        IServerStreamWriter<P2cControlMessage> agent,
        CancellationToken cancellationToken)
    {
        var registered = new Registered { LeaseMs = (long)lease.Length.TotalMilliseconds };
        await agent.WriteAsync(new P2cControlMessage { Registered = registered }, cancellationToken);
        var told = new AgentKnowledge();
        await SendSnapshotAsync(agentId, told, agent, cancellationToken);
        while (true)
        {
            var next = Task.WhenAny(signal.Next, acknowledgements.Next);
            await AcknowledgeAsync(acknowledgements, agent, cancellationToken);
            // Gateways first: a server is read after its gateway and told after it.
            var gateways = await database.ReadAsync(session => ListPendingAsync(session, agentId, stream), cancellationToken);
            var servers = await database.ReadAsync(session => session.ListPendingServersAsync(agentId), cancellationToken);
            var cuts = await database.ReadAsync(session => session.ListDisconnectingAsync(agentId), cancellationToken);
            var sent = await SendGatewaysAsync(told.Untold(gateways), agent, cancellationToken);
            sent += await SendServersAsync(told, servers, agent, cancellationToken);
            sent += await CutAsync(told.Untold(cuts), agent, cancellationToken);
            if (sent == 0)
            {
                await signal.WaitAsync(next, LookAgain, cancellationToken);
                continue;
            }
            await Task.Delay(Gather, time, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<DesiredGatewayRow>> ListPendingAsync(Session session, string agentId, string stream) =>
        await AgentStore.IsCurrentAsync(session, agentId, stream)
            ? await session.ListPendingGatewaysAsync(agentId)
            : throw AgentStreams.Over();

    private async Task SendSnapshotAsync(
        string agentId, AgentKnowledge told, IServerStreamWriter<P2cControlMessage> agent, CancellationToken cancellationToken)
    {
        var gateways = await database.ReadAsync(session => session.ListGatewaysAsync(agentId), cancellationToken);
        var servers = await database.ReadAsync(session => session.ListServersAsync(agentId), cancellationToken);
        foreach (var server in servers.Where(server => gateways.Any(gateway => gateway.GatewayId == server.P2cVgwId)))
        {
            var messages = await database.ReadAsync(session => desired.ListAsync(session, [server]), cancellationToken);
            await SendPageAsync(new P2cSnapshot { Servers = { messages }, More = true });
            await foreach (var piece in database.ListAsync(server, known: 0, cancellationToken))
            {
                await SendPageAsync(new P2cSnapshot { Access = { piece }, More = true });
            }
            told.Tell(server);
        }
        await SendPageAsync(new P2cSnapshot { Gateways = { gateways.Select(ToDesired) } });
        told.Untold(gateways);

        Task SendPageAsync(P2cSnapshot page) => agent.WriteAsync(new P2cControlMessage { Snapshot = page }, cancellationToken);
    }

    private static async Task AcknowledgeAsync(
        Acknowledgements acknowledgements, IServerStreamWriter<P2cControlMessage> agent, CancellationToken cancellationToken)
    {
        if (acknowledgements.Take() is { Length: > 0 } ids)
        {
            await agent.WriteAsync(new P2cControlMessage { Acknowledged = new SessionsAcknowledged { SessionIds = { ids } } }, cancellationToken);
        }
    }

    private static async Task<int> SendGatewaysAsync(
        DesiredGatewayRow[] rows, IServerStreamWriter<P2cControlMessage> agent, CancellationToken cancellationToken)
    {
        if (rows.Length > 0)
        {
            var changes = new P2cChanges { Gateways = { rows.Select(ToChange) } };
            await agent.WriteAsync(new P2cControlMessage { Changes = changes }, cancellationToken);
        }
        return rows.Length;
    }

    private async Task<int> SendServersAsync(
        AgentKnowledge told, IReadOnlyList<VpnServerRow> servers, IServerStreamWriter<P2cControlMessage> agent, CancellationToken cancellationToken)
    {
        var sent = 0;
        foreach (var server in servers)
        {
            var (generation, revision) = told.Of(server);
            if (generation < server.Generation)
            {
                var messages = await database.ReadAsync(session => desired.ListAsync(session, [server]), cancellationToken);
                await SendAsync(new P2cChanges { Servers = { messages } });
            }
            if (revision < server.AccessRevision)
            {
                await foreach (var piece in database.ListAsync(server, revision, cancellationToken))
                {
                    await SendAsync(new P2cChanges { Access = { piece } });
                }
            }
            told.Tell(server);
        }
        told.Keep(servers);
        return sent;

        async Task SendAsync(P2cChanges changes)
        {
            await agent.WriteAsync(new P2cControlMessage { Changes = changes }, cancellationToken);
            sent++;
        }
    }

    private static async Task<int> CutAsync(
        P2cVgwConnectionRow[] clients, IServerStreamWriter<P2cControlMessage> agent, CancellationToken cancellationToken)
    {
        foreach (var client in clients)
        {
            var order = new Disconnect { GatewayId = client.P2cVgwId, SessionId = client.Id };
            await agent.WriteAsync(new P2cControlMessage { Disconnect = order }, cancellationToken);
        }
        return clients.Length;
    }

    // A snapshot is nobody's request; a change is.
    private static DesiredP2cGateway ToChange(DesiredGatewayRow row)
    {
        var gateway = ToDesired(row);
        gateway.Traceparent = AgentTelemetry.Tell(row.GatewayId, row.RequestId);
        return gateway;
    }

    private static DesiredP2cGateway ToDesired(DesiredGatewayRow row)
    {
        var gateway = new DesiredP2cGateway { GatewayId = row.GatewayId, Generation = row.Generation };
        if (row.Deleting == 1)
        {
            gateway.Removed = true;
            return gateway;
        }
        gateway.Version = row.Version;
        gateway.PreparedVersion = row.PreparedVersion;
        gateway.Spec = new P2cGatewaySpec
        {
            Flavor = row.Flavor,
            Address = row.Eip.ToEip()?.IpAddress ?? "",
            ConnectSubnet = row.ConnectSubnet,
            MaxConnectionNumber = row.MaxConnectionNumber,
        };
        return gateway;
    }
}
