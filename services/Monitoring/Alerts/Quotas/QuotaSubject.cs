using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Quotas;

/// <summary>What is known of a quota of a project that is much used, or was wrong.</summary>
internal sealed record QuotaFacts
{
    /// <summary>Use and limit as they were read last; both 0 when little is used.</summary>
    public long Used { get; init; }

    public long Limit { get; init; }

    /// <summary>When its use was found to be wrong last, in Unix milliseconds; null when it never was, or not for long.</summary>
    public long? DriftAt { get; init; }

    /// <summary>Id of the event that told it, and what it told, for people.</summary>
    public string DriftEventId { get; init; } = "";

    public string Drift { get; init; } = "";

    /// <summary>How much of the limit is used, of a hundred, rounded down.</summary>
    public long Percent() => Used == 0 ? 0 : Limit == 0 ? 100 : (long)((Int128)Used * 100 / Limit);
}

/// <summary>Quotas that are nearly used up, and those whose use was wrong.</summary>
internal sealed class QuotaSubject() : SubjectKind<QuotaFacts>("quota", "drift_found")
{
    protected override QuotaFacts Take(QuotaFacts facts, CloudEvent cloudEvent)
    {
        var (at, id) = (cloudEvent.HappenedAtMs(), cloudEvent.Id);
        if ((at, id).CompareTo((facts.DriftAt ?? 0, facts.DriftEventId)) <= 0)
        {
            return facts;
        }
        var text = $"the use was {cloudEvent.Number("found")} and should have been {cloudEvent.Number("expected")}: "
            + $"{cloudEvent.Text("drift").Replace('_', ' ')}, {cloudEvent.Text("done")}";
        return facts with { DriftAt = at, DriftEventId = id, Drift = text };
    }

    protected override Judgement Judge(QuotaFacts facts, RuleSet rules, long now)
    {
        var (use, drift) = (rules[RuleKinds.QuotaUsage], rules[RuleKinds.QuotaDrift]);
        var isMuch = facts.Percent() >= use.Percent;
        var driftUntil = facts.DriftAt + drift.Milliseconds;
        var isDrift = driftUntil > now;
        return new Judgement(
            [
                new Condition(use.Kind.Name, isMuch, isMuch ? $"{facts.Used} of {facts.Limit} are used" : $"less than {use.Percent} % are used"),
                new Condition(drift.Kind.Name, isDrift, isDrift ? facts.Drift : $"nothing was wrong for {drift.Seconds} seconds"),
            ],
            isDrift ? driftUntil : null)
        {
            Forget = facts.Used == 0 && !isDrift,
        };
    }
}
