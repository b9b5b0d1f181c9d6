namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>
/// Which agents have given no sign of life for a whole lease. Only time in which this replica was looking counts, by its monotonic
/// clock: neither a step of a clock, nor skew between replicas, nor time in which nobody ran or the store was away is an agent's silence.
/// </summary>
internal sealed class AgentSilence(AgentLease lease, TimeProvider time)
{
    // What passes between two looks counts as no more than this: it may have been an outage of our own.
    private readonly TimeSpan _longestGap = lease.Length / 6;
    private Dictionary<string, Sign> _signs = [];
    private TimeSpan _watched;
    private long? _lookedAt;

    /// <summary>Called once a round.</summary>
    /// <param name="agents">The agents as they are now.</param>
    /// <returns>Those that are silent.</returns>
    public AgentRow[] Look(IReadOnlyList<AgentRow> agents)
    {
        Count();
        var watched = agents.Where(agent => agent.Lost == 0).ToArray();
        _signs = watched.ToDictionary(agent => agent.Id, LastSign);
        return [.. watched.Where(agent => _watched - _signs[agent.Id].SeenAt >= lease.Length)];
    }

    /// <summary>Whether the agent has given a sign of life while this replica was looking, whatever its clock says.</summary>
    public bool HasHeard(AgentRow agent) => _signs.TryGetValue(agent.Id, out var sign) && sign.IsRenewal;

    private void Count()
    {
        var gap = _lookedAt is { } last ? time.GetElapsedTime(last) : TimeSpan.Zero;
        _watched += gap < _longestGap ? gap : _longestGap;
        _lookedAt = time.GetTimestamp();
    }

    private Sign LastSign(AgentRow agent) =>
        _signs.TryGetValue(agent.Id, out var known) && known.LeaseUntil == agent.LeaseUntil
            ? known
            : new Sign(agent.LeaseUntil, _watched, IsRenewal: known.LeaseUntil != 0);

    /// <summary>A renewal of a lease, and when it was first seen.</summary>
    private readonly record struct Sign(long LeaseUntil, TimeSpan SeenAt, bool IsRenewal);
}
