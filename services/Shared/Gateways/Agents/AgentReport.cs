using VpnMesh.Protos.Parts.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>Tells operators which agents a service has, and what is on them.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class AgentReport<TDatabase>(TDatabase database, IGateways<TDatabase> gateways, AgentLease lease, TimeProvider time) : IAgentReport
    where TDatabase : Database
{
    public string Part => database.Part;

    public async Task<IReadOnlyList<Agent>> ListAgentsAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.OpenAsync(cancellationToken);
        var agents = await AgentStore.ListAsync(session);
        var endPoints = await PlacementStore.CountAsync(session, [.. agents.Select(agent => agent.Id)]);
        var now = time.NowMs();
        return
        [
            .. agents.OrderBy(agent => agent.Id, StringComparer.Ordinal).Select(agent => new Agent
            {
                Part = Part,
                Id = agent.Id,
                Zone = agent.Zone,
                State = agent.StateAt(now),
                LastSeenAt = (agent.LeaseUntil - (long)lease.Length.TotalMilliseconds).ToWireTime(),
                Backend = agent.Backend,
                Versions = { agent.Versions.ToStrings() },
                EndPoints = endPoints.GetValueOrDefault(agent.Id),
                Capacity = agent.Capacity,
            }),
        ];
    }

    public async Task<IReadOnlyList<Placement>> ListPlacementsAsync(
        ListPlacementsRequest filter, PlacementCursor? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => PlacementStore.ListAsync(session, gateways.Tables, filter.AgentId, filter.GatewayId.ToLowerInvariant(), after, limit),
            cancellationToken);
        return
        [
            .. rows.Select(row => new Placement
            {
                GatewayId = row.GatewayId,
                ProjectId = row.ProjectId,
                Slot = row.Slot,
                Zone = row.Zone,
                AgentId = row.AgentId ?? "",
                Version = row.Version,
                Generation = row.Generation,
                ObservedGeneration = row.ObservedGeneration,
                ObservedState = row.ObservedState ?? "",
                ObservedVersion = row.ObservedVersion,
                ObservedReason = row.ObservedReason,
            }),
        ];
    }
}
