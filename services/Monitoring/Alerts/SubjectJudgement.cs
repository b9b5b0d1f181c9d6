using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts;

/// <summary>
/// Brings the open alerts about a subject into line with the conditions that hold. In one transaction with all that is told of it, and with
/// the subject locked: whoever does it at the same time, or again, finds nothing left to do.
/// </summary>
internal sealed class SubjectJudgement(AlertDefaults defaults, AlertEvents events, TimeProvider time)
{
    private static readonly Judgement Gone = new([], null);

    /// <param name="session">The transaction.</param>
    /// <param name="key">Names the subject.</param>
    /// <returns>Whether it was due.</returns>
    public async Task<bool> JudgeAsync(Session session, SubjectRow key)
    {
        var now = time.NowMs();
        var subject = await session.LockSubjectAsync(key);
        if (subject is not { DueAt: { } dueAt } || dueAt > now)
        {
            return false;
        }
        // After the lock: a rule that is set meanwhile makes the subject due again.
        var rules = defaults.With(await session.ListAlertRulesAsync(subject.ProjectId));
        var judgement = subject.DeletedAt is null ? SubjectKinds.Of(subject.ResourceType).Judge(subject, rules, now) : Gone;
        var open = await session.ListOpenAlertsAsync(subject);
        var holding = judgement.Conditions.Where(condition => condition.Holds && rules[condition.Rule].Enabled).ToArray();
        foreach (var condition in holding.Where(condition => open.All(alert => alert.Rule != condition.Rule)))
        {
            await RaiseAsync(session, subject, condition, now);
        }
        foreach (var alert in open.Where(alert => holding.All(condition => condition.Rule != alert.Rule)))
        {
            await ClearAsync(session, alert with { ClearedAt = now, ClearedBecause = Reason(subject, judgement, rules, alert.Rule) });
        }
        await (judgement.Forget ? session.DeleteAsync(subject) : session.UpdateAsync(subject with { DueAt = judgement.DueAt }));
        return true;
    }

    private static string Reason(SubjectRow subject, Judgement judgement, RuleSet rules, string rule)
    {
        if (subject.DeletedAt is not null)
        {
            return "what it is about was deleted";
        }
        return rules[rule].Enabled ? judgement.Conditions.First(condition => condition.Rule == rule).Text : "the rule was switched off";
    }

    private async Task RaiseAsync(Session session, SubjectRow subject, Condition condition, long now)
    {
        var alert = new AlertRow
        {
            Id = time.NewId(),
            Rule = condition.Rule,
            ProjectId = subject.ProjectId,
            EnterpriseProjectId = subject.EnterpriseProjectId,
            AboutType = subject.ResourceType,
            AboutId = subject.ResourceId,
            AboutName = subject.Name,
            Summary = condition.Text,
            RaisedAt = now,
        };
        if (await session.TryInsertAsync(alert))
        {
            await events.AddRaisedAsync(session, alert);
        }
    }

    private async Task ClearAsync(Session session, AlertRow alert)
    {
        if (await session.TryClearAsync(alert))
        {
            await events.AddClearedAsync(session, alert);
        }
    }
}
