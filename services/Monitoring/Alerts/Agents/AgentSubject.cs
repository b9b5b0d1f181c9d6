using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Agents;

/// <summary>What is known of an agent at one of the parts.</summary>
internal sealed record AgentFacts
{
    /// <summary>Since when it is lost, in Unix milliseconds; null when it is not.</summary>
    public long? LostAt { get; init; }

    /// <summary>End of the lease that the last event was about, in Unix milliseconds.</summary>
    public long LeaseUntil { get; init; }

    public string Zone { get; init; } = "";
}

/// <summary>Gateway agents that are lost. One that registers at two parts is known twice, for each part sees it with its own eyes.</summary>
internal sealed class AgentSubject() : SubjectKind<AgentFacts>("gateway_agent", "lost", "returned")
{
    public override string IdOf(CloudEvent cloudEvent) => $"{cloudEvent.Text("part")}/{cloudEvent.Subject}";

    protected override AgentFacts Take(AgentFacts facts, CloudEvent cloudEvent)
    {
        var leaseUntil = cloudEvent.TimeMs("lease_until") ?? 0;
        var isLost = cloudEvent.Type == "gateway_agent.lost";
        // A lease begins before it ends: of two events about the same one the loss is the later.
        if (leaseUntil < facts.LeaseUntil || (leaseUntil == facts.LeaseUntil && !isLost))
        {
            return facts;
        }
        return new AgentFacts { LostAt = isLost ? cloudEvent.HappenedAtMs() : null, LeaseUntil = leaseUntil, Zone = cloudEvent.Text("zone") };
    }

    protected override Judgement Judge(AgentFacts facts, RuleSet rules, long now)
    {
        var text = facts.LostAt is { } lostAt
            ? $"the agent of zone {facts.Zone} is lost since {lostAt.ToWireTime()}"
            : $"the agent of zone {facts.Zone} is back";
        return new Judgement([new Condition(RuleKinds.AgentLost, facts.LostAt is not null, text)], null);
    }
}
