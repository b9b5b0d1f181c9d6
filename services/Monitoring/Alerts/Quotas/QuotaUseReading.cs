using Grpc.Core;
using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts.Quotas;

/// <summary>
/// Asks Governance again and again which quotas are much used: every so many seconds as the setting <c>ALERT_QUOTA_USAGE_INTERVAL</c> says
/// (default 30). As long as Governance does not answer, what is known stays.
/// </summary>
internal sealed class QuotaUseReading(
    MonitoringDatabase database,
    PartChannels channels,
    CallerContextSigner signer,
    AlertDefaults defaults,
    AlertSignal signal,
    IConfiguration settings,
    TimeProvider time,
    ILogger<QuotaUseReading> logger)
    : SingletonService("quota-use-reading", database, time, logger)
{
    /// <summary>Setting with the address of Governance.</summary>
    public const string Setting = "GOVERNANCE";

    private const int PageSize = 500;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly QuotaSubject Kind = new();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(settings.GetValue("ALERT_QUOTA_USAGE_INTERVAL", 30.0));
    private readonly MonitoringDatabase _database = database;
    private readonly TimeProvider _time = time;
    private bool _hasBegun;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        if (!_hasBegun)
        {
            // Parts that start together do not answer at first.
            _hasBegun = true;
            return false;
        }
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            logger.LogWarning("Governance did not say which quotas are much used: {Status}", exception.Status);
        }
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(_interval, _time, cancellationToken);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var least = await LeastPercentAsync(cancellationToken);
        var much = new Dictionary<(string ProjectId, string Type), QuotaUse>();
        var request = new ListQuotaUseRequest { MinPercent = least, Limit = PageSize };
        do
        {
            var client = new QuotaOverview.QuotaOverviewClient(channels.To(Setting));
            var options = signer.With(CallerExtensions.OfPart(_database.Part), Timeout, _time, cancellationToken);
            var page = await client.ListQuotaUseAsync(request, options);
            foreach (var quota in page.Quotas)
            {
                much[(quota.ProjectId, quota.Type)] = quota;
            }
            request.After = page.Next;
        }
        while (request.After.Length > 0);
        await NoteAsync(much, cancellationToken);
    }

    /// <summary>The least percentage that any project's rule asks about.</summary>
    private async Task<int> LeastPercentAsync(CancellationToken cancellationToken)
    {
        var set = await _database.ReadAsync(session => session.ListAlertRulesOfKindAsync(RuleKinds.QuotaUsage), cancellationToken);
        return (int)set.Select(row => defaults.With([row])).Append(defaults.With([])).Min(rules => rules[RuleKinds.QuotaUsage].Percent);
    }

    private async Task NoteAsync(Dictionary<(string ProjectId, string Type), QuotaUse> much, CancellationToken cancellationToken)
    {
        var known = await _database.ReadAsync(session => session.ListSubjectsAsync(Kind.ResourceType), cancellationToken);
        var little = known.Where(subject => !much.ContainsKey((subject.ProjectId, subject.ResourceId)));
        foreach (var subject in little)
        {
            await NoteAsync(subject, new QuotaUse(), cancellationToken);
        }
        var present = known.ToDictionary(subject => (subject.ProjectId, subject.ResourceId));
        foreach (var (key, quota) in much)
        {
            await NoteAsync(present.GetValueOrDefault(key) ?? New(key), quota, cancellationToken);
        }
    }

    private async Task NoteAsync(SubjectRow subject, QuotaUse quota, CancellationToken cancellationToken)
    {
        var facts = QuotaSubject.Read(subject);
        if ((facts.Used, facts.Limit) == (quota.Used, quota.Quota))
        {
            return;
        }
        await _database.InTransactionAsync(
            async session =>
            {
                var before = await session.TakeSubjectAsync(subject);
                var present = QuotaSubject.Read(before);
                session.AfterCommit(signal.Set);
                return await session.UpdateAsync(Kind.With(before, present, present with { Used = quota.Used, Limit = quota.Quota }, _time.NowMs()));
            },
            cancellationToken);
    }

    private static SubjectRow New((string ProjectId, string Type) key) => new()
    {
        ResourceType = Kind.ResourceType,
        ProjectId = key.ProjectId,
        ResourceId = key.Type,
        EnterpriseProjectId = "0",
    };
}
