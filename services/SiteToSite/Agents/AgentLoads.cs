namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// How many end points each live agent has. Counting them is not cheap, so it is done now and then; in between, what is given away
/// is counted here, which can only overestimate a load.
/// </summary>
internal sealed class AgentLoads(TimeProvider time)
{
    private static readonly TimeSpan CountAgain = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, long> _loads = new(StringComparer.Ordinal);
    private ILookup<string, AgentRow> _zones = Array.Empty<AgentRow>().ToLookup(agent => agent.Zone);
    private long _countedAt;

    /// <summary>Takes over which agents are live, and counts when it is time or one of them is new.</summary>
    public async Task RefreshAsync(IEnumerable<AgentRow> live, Func<string[], Task<Dictionary<string, long>>> count)
    {
        var agents = live.ToArray();
        _zones = agents.ToLookup(agent => agent.Zone);
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

    /// <summary>The least loaded agent of a zone, which is then counted as having one more; null when none has room.</summary>
    public string? Choose(string zone)
    {
        var chosen = _zones[zone].Where(Fits).MinBy(agent => (double)_loads[agent.Id] / agent.Capacity);
        if (chosen is null)
        {
            return null;
        }
        _loads[chosen.Id]++;
        return chosen.Id;
    }

    private bool Fits(AgentRow agent) => _loads[agent.Id] < agent.Capacity;
}
