using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>How long an agent may be silent before it loses its end points: setting <c>AGENT_LEASE</c> in seconds, default 15.</summary>
internal sealed record AgentLease(TimeSpan Length)
{
    /// <summary>How long an end point may wait for an agent before it counts like one whose agent is lost.</summary>
    public TimeSpan WithoutAgent => Length * 4;

    public static AgentLease Of(IConfiguration settings) => new(TimeSpan.FromSeconds(settings.GetValue("AGENT_LEASE", 15.0)));

    /// <summary>The end of a lease that is given now.</summary>
    public long UntilMs(TimeProvider time) => time.NowMs() + (long)Length.TotalMilliseconds;
}
