namespace VpnMesh.SiteToSite.Agents;

/// <summary>How long an agent may be silent before it loses its end points: setting <c>AGENT_LEASE</c> in seconds, default 15.</summary>
internal sealed record AgentLease(TimeSpan Length)
{
    public static AgentLease Of(IConfiguration settings) => new(TimeSpan.FromSeconds(settings.GetValue("AGENT_LEASE", 15.0)));
}
