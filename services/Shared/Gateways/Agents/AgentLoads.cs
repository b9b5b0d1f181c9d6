namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>
/// How many end points each live agent has. Counting them is not cheap, so it is done now and then; in between, what is given away
/// is counted here, which can only overestimate a load.
/// </summary>
internal sealed class AgentLoads(TimeProvider time)
{
    private static readonly TimeSpan CountAgain = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, long> _loads = new(StringComparer.Ordinal);
    private Dictionary<string, HashSet<string>> _versions = [];
    private ILookup<string, AgentRow> _zones = Array.Empty<AgentRow>().ToLookup(agent => agent.Zone);
    private long _countedAt;

    /// <summary>Takes over which agents are live, and counts when it is time or one of them is new.</summary>
    public async Task RefreshAsync(IEnumerable<AgentRow> live, Func<string[], Task<Dictionary<string, long>>> count)
    {
        var agents = live.ToArray();
        _zones = agents.ToLookup(agent => agent.Zone);
        _versions = agents.ToDictionary(agent => agent.Id, agent => agent.Versions.ToStrings().ToHashSet(StringComparer.Ordinal));
        if (agents.All(agent => _loads.ContainsKey(agent.Id)) && time.GetElapsedTime(_countedAt) < CountAgain)
        {
            return;
        }
        var counted = agents.Length == 0 ? [] : await count([.. agents.Select(agent => agent.Id)]);
        _loads.Clear();
        foreach (var agent in agents)
        {
            _loads[agent.Id] = counted.GetValueOrDefault(agent.Id);
        }
        _countedAt = time.GetTimestamp();
    }

    /// <summary>Zones in which an agent can take another end point.</summary>
    public string[] ZonesWithRoom() => [.. _zones.Select(zone => zone.Key).Where(HasRoom)];

    public bool HasRoom(string zone) => _zones[zone].Any(Fits);

    /// <summary>
    /// The least loaded agent of a zone among those that offer a version, or else among all: it then tells that it cannot run it. The
    /// agent is counted as having one more. Null when none has room.
    /// </summary>
    /// <param name="zone">The zone.</param>
    /// <param name="version">Version of the gateway software that is to run; empty for any.</param>
    public string? Choose(string zone, string version)
    {
        var chosen = _zones[zone].Where(Fits).MinBy(agent => (!Offers(agent, version), (double)_loads[agent.Id] / agent.Capacity));
        if (chosen is null)
        {
            return null;
        }
        _loads[chosen.Id]++;
        return chosen.Id;
    }

    private bool Offers(AgentRow agent, string version) => version.Length == 0 || _versions[agent.Id].Contains(version);

    private bool Fits(AgentRow agent) => _loads[agent.Id] < agent.Capacity;
}
