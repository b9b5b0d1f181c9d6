using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVgwConnections;

/// <summary>
/// Takes in which clients agents have. A session that is new has begun, one that is missing or reported as ended is over: the events of both
/// are written with the rows, once, however often the agent tells of them.
/// </summary>
internal sealed class SessionObservations(P2CDatabase database, P2cVgwConnectionEvents events, TimeProvider time)
{
    /// <summary>Applies the reports of an agent's stream, newest last.</summary>
    public async Task ApplyAsync(string agentId, string stream, IReadOnlyList<ObservedSessions> reports)
    {
        // What ended is in each report until it is acknowledged: the newest says it all.
        foreach (var report in reports.Reverse().DistinctBy(report => report.GatewayId))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, report), CancellationToken.None, report.GatewayId);
        }
    }

    /// <summary>Ends all sessions of gateways, whose agents are gone, in this transaction; the gateways are locked.</summary>
    public async Task EndAllAsync(Session session, IReadOnlyCollection<P2cVpnGatewayRow> gateways, string reason)
    {
        var clients = await session.ListAllClientsAsync([.. gateways.Select(gateway => gateway.Id)], []);
        var now = time.NowMs();
        foreach (var client in clients)
        {
            await EndAsync(session, gateways.Single(gateway => gateway.Id == client.P2cVgwId), client with { EndedAt = now }, reason);
        }
    }

    private async Task<bool> ApplyAsync(Session session, string agentId, string stream, ObservedSessions report)
    {
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream)
            || !await session.IsServedByAsync(report.GatewayId, agentId)
            || (await session.LockP2cVpnGatewaysAsync([report.GatewayId])).SingleOrDefault() is not { } gateway)
        {
            return false;
        }
        var ended = report.Ended.Where(end => IsFit(end.Session) && Wire.IsTime(end.EndedAtMs)).ToDictionary(end => end.Session.Id);
        var present = report.Sessions.Where(client => IsFit(client) && !ended.ContainsKey(client.Id)).ToArray();
        var told = present.Concat(ended.Values.Select(end => end.Session)).DistinctBy(client => client.Id).ToDictionary(client => client.Id);
        var known = (await session.ListAllClientsAsync([gateway.Id], [.. told.Keys])).ToDictionary(client => client.Id);
        await BeginAsync(session, gateway, [.. told.Values.Where(client => !known.ContainsKey(client.Id))], report.CollectedAtMs);
        foreach (var end in ended.Values)
        {
            var before = known.GetValueOrDefault(end.Session.Id) ?? Row(gateway, end.Session, report.CollectedAtMs);
            if (before.EndedAt is null)
            {
                await EndAsync(session, gateway, WithCounters(before, end.Session, end.EndedAtMs) with { EndedAt = end.EndedAtMs }, end.Reason);
            }
        }
        await FollowAsync(session, gateway, known.Values.Where(client => client.EndedAt is null && !ended.ContainsKey(client.Id)), told, report.CollectedAtMs);
        return true;
    }

    private async Task BeginAsync(Session session, P2cVpnGatewayRow gateway, ClientSession[] clients, long collectedAt)
    {
        var rows = clients.Select(client => Row(gateway, client, collectedAt)).ToArray();
        await session.InsertAsync(rows);
        foreach (var row in rows)
        {
            await events.AddStartedAsync(session, gateway, row);
        }
    }

    private async Task FollowAsync(
        Session session, P2cVpnGatewayRow gateway, IEnumerable<P2cVgwConnectionRow> open, Dictionary<string, ClientSession> told, long collectedAt)
    {
        foreach (var before in open)
        {
            if (!told.TryGetValue(before.Id, out var client))
            {
                await EndAsync(session, gateway, before with { EndedAt = time.NowMs() }, "its agent was restarted");
                continue;
            }
            if (WithCounters(before, client, collectedAt) is var after && after != before)
            {
                await session.UpdateAsync(after);
            }
        }
    }

    private async Task EndAsync(Session session, P2cVpnGatewayRow gateway, P2cVgwConnectionRow client, string reason)
    {
        await session.UpdateAsync(client);
        await events.AddEndedAsync(session, gateway, client, reason);
    }

    private static bool IsFit(ClientSession client) => Wire.IsUuid(client.Id) && Wire.IsTime(client.EstablishedAtMs);

    private static P2cVgwConnectionRow WithCounters(P2cVgwConnectionRow row, ClientSession client, long collectedAt) => row with
    {
        InboundPackets = client.InboundPackets,
        OutboundPackets = client.OutboundPackets,
        InboundBytes = client.InboundBytes,
        OutboundBytes = client.OutboundBytes,
        CollectedAt = Wire.IsTime(collectedAt) ? collectedAt : row.CollectedAt,
    };

    private P2cVgwConnectionRow Row(P2cVpnGatewayRow gateway, ClientSession client, long collectedAt) => new()
    {
        Id = client.Id,
        ProjectId = gateway.ProjectId,
        P2cVgwId = gateway.Id,
        VpnServerId = client.ServerId,
        ClientVirtualIp = client.ClientVirtualIp,
        ClientIp = client.ClientIp,
        ClientUserName = client.UserName,
        EstablishedAt = client.EstablishedAtMs,
        InboundPackets = client.InboundPackets,
        OutboundPackets = client.OutboundPackets,
        InboundBytes = client.InboundBytes,
        OutboundBytes = client.OutboundBytes,
        CollectedAt = Wire.IsTime(collectedAt) ? collectedAt : time.NowMs(),
    };
}
