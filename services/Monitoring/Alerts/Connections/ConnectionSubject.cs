using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Connections;

/// <summary>Connections that are down for too long, and those that go up and down too often.</summary>
internal sealed class ConnectionSubject() : SubjectKind<ConnectionFacts>("vpn_connection", "created", "updated", "status_changed")
{
    protected override ConnectionFacts Take(ConnectionFacts facts, CloudEvent cloudEvent)
    {
        // Of the others only the name counts.
        if (cloudEvent.Text("new_status") is not { Length: > 0 } status)
        {
            return facts;
        }
        return facts.With(new StatusChange(
            cloudEvent.Generation, cloudEvent.HappenedAtMs(), cloudEvent.Id, cloudEvent.Text("old_status"), status));
    }

    protected override Judgement Judge(ConnectionFacts facts, RuleSet rules, long now)
    {
        var (down, downAt) = Down(facts.OutageNow(), rules[RuleKinds.ConnectionDown], now);
        var rule = rules[RuleKinds.ConnectionFlapping];
        var flapping = Flapping.Of(facts.Changes, rule.Changes, rule.Milliseconds, now);
        var text = flapping.Holds
            ? $"the connection changed between up and down {rule.Changes} times or more within {rule.Seconds} seconds"
            : $"the connection has not changed between up and down for {rule.Seconds} seconds";
        return new Judgement([down, new Condition(rule.Kind.Name, flapping.Holds, text)], Earlier(downAt, flapping.QuietAt));
    }

    private static (Condition Condition, long? DueAt) Down(Outage outage, AlertRule rule, long now)
    {
        var holds = outage.Since is not null && outage.LengthAt(now) >= rule.Milliseconds;
        var text = outage.Since switch
        {
            null => "the connection is not down any more",
            { } since when holds => $"the connection is down since {since.ToWireTime()}",
            _ => "the connection is not down for as long as the rule says now",
        };
        long? dueAt = holds || outage.PausedAt is not null ? null : outage.Since + rule.Milliseconds;
        return (new Condition(rule.Kind.Name, holds, text), dueAt);
    }

    private static long? Earlier(long? one, long? other) => one is null || other < one ? other : one;
}
