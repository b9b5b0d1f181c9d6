namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// Whether silence of an agent can be told from our own: while no replica ran, no agent could renew its lease. Only what was watched
/// without a gap for a whole lease counts.
/// </summary>
internal sealed class Watch(AgentLease lease, TimeProvider time)
{
    private long? _since;
    private long _last;

    /// <summary>Called once a round.</summary>
    public bool IsReliable()
    {
        if (_since is null || time.GetElapsedTime(_last) > lease.Length)
        {
            _since = time.GetTimestamp();
        }
        _last = time.GetTimestamp();
        return time.GetElapsedTime(_since.Value) >= lease.Length;
    }
}
