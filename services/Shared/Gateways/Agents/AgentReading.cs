using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>Agents by their state, and end points that nobody serves.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class AgentReading<TDatabase>(TDatabase database, TimeProvider time) : IStoreReading<TDatabase>
    where TDatabase : Database
{
    private static readonly string[] States = [AgentRow.Live, AgentRow.Silent, AgentRow.IsLost];
    private static readonly StoreGauge Agents = new("vpnmesh.agents", "Agents that registered with a part, by state: live, silent or lost.");
    private static readonly StoreGauge Lost = new("vpnmesh.end_points.lost", "End points of gateways whose agent is lost.");

    public IReadOnlyList<StoreGauge> Gauges => [Agents, Lost];

    public async Task ReadAsync(Session session, StoreValues values)
    {
        var now = time.NowMs();
        var known = (await AgentStore.ListAsync(session)).CountBy(agent => agent.StateAt(now)).ToDictionary();
        foreach (var state in States)
        {
            values.Add(Agents, known.GetValueOrDefault(state), ("part", database.Part), ("state", state));
        }
        var lost = await session.ScalarAsync<long>("SELECT COUNT(*) FROM placement WHERE observed_state = 'lost'");
        values.Add(Lost, lost, ("part", database.Part));
    }
}
