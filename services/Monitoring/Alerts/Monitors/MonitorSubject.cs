using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Monitors;

/// <summary>What a connection monitor measured last.</summary>
internal sealed record MonitorFacts
{
    /// <summary>Beginning of the window of the measurement, in Unix milliseconds.</summary>
    public long WindowStart { get; init; } = -1;

    public long Sent { get; init; }

    public long Received { get; init; }

    /// <summary>Packets lost of a hundred, rounded down; 0 when none was sent.</summary>
    public long LossPercent() => Sent > 0 ? Math.Max(0, Sent - Received) * 100 / Sent : 0;
}

/// <summary>Connections whose monitor loses too many packets.</summary>
internal sealed class MonitorSubject() : SubjectKind<MonitorFacts>("connection_monitor", "measured")
{
    protected override MonitorFacts Take(MonitorFacts facts, CloudEvent cloudEvent)
    {
        var windowStart = cloudEvent.TimeMs("window_start") ?? 0;
        return windowStart <= facts.WindowStart ? facts : new MonitorFacts
        {
            WindowStart = windowStart,
            Sent = cloudEvent.Number("sent"),
            Received = cloudEvent.Number("received"),
        };
    }

    protected override Judgement Judge(MonitorFacts facts, RuleSet rules, long now)
    {
        var rule = rules[RuleKinds.MonitorLoss];
        var holds = facts.LossPercent() >= rule.Percent;
        return new Judgement([new Condition(rule.Kind.Name, holds, $"{facts.LossPercent()} % of {facts.Sent} packets were lost")], null);
    }

    // Monitors measure all the time, and nearly always the same.
    protected override bool Matters(MonitorFacts before, MonitorFacts after) => before.LossPercent() != after.LossPercent();
}
