using VpnMesh.Governance.Quotas;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reconciliation;

/// <summary>Counters that differ from what they count. The two change in one transaction, so that they never should.</summary>
internal sealed class CounterSweep(GovernanceDatabase database, DriftEvents events, Suspects<(string ProjectId, string Type)> suspects) : ISweep
{
    private const int PageSize = 50;
    private CountedQuota? _last;

    public async Task<bool> NextPageAsync(CancellationToken cancellationToken)
    {
        var page = await database.ReadAsync(session => ReconciliationStore.PageAsync(session, _last, PageSize), cancellationToken);
        foreach (var quota in page.Where(quota => quota.Used != quota.Counted && suspects.IsWrong((quota.ProjectId, quota.Type))))
        {
            await database.InTransactionAsync(session => CorrectAsync(session, quota), CancellationToken.None);
        }
        _last = page.Count == PageSize ? page[^1] : null;
        if (_last is null)
        {
            suspects.EndPass();
        }
        return _last is not null;
    }

    private async Task<bool> CorrectAsync(Session session, CountedQuota quota)
    {
        // Whoever takes or gives back units waits for the counter, and has not yet counted or has counted already.
        var used = await QuotaStore.LockUsedAsync(session, quota.ProjectId, quota.Type);
        var counted = await ReconciliationStore.CountAsync(session, quota.ProjectId, quota.Type);
        if (used == counted)
        {
            return false;
        }
        await QuotaStore.SetUsedAsync(session, quota.ProjectId, quota.Type, counted);
        await events.AddAsync(session, new Drift(quota.ProjectId, quota.Type, "counter", counted, used, "corrected"));
        return true;
    }
}
