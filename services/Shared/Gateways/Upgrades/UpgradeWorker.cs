using VpnMesh.Shared.Data;
using VpnMesh.Shared.Gateways.Agents;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>
/// Leads upgrades and rollbacks through their steps, until they have ended or wait for the user. It keeps nothing in memory: whoever
/// takes its place goes on where the store says.
/// </summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class UpgradeWorker<TDatabase>(
    TDatabase database,
    IGateways<TDatabase> gateways,
    UpgradeProgress<TDatabase> progress,
    PlacementSignal<TDatabase> signal,
    TimeProvider time,
    ILogger<UpgradeWorker<TDatabase>> logger)
    : SingletonService("upgrades", database, time, logger)
    where TDatabase : Database
{
    // A job that begins gives a signal, at least in its own process; what agents report does not.
    private static readonly TimeSpan LookForJobs = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookForReports = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time = time;
    private bool _hasJobs;
    private Task _next = Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        _next = signal.Next;
        var states = await database.ReadAsync(ListAsync, cancellationToken);
        _hasJobs = states.Length > 0;
        foreach (var state in states.Where(progress.IsDue))
        {
            await database.InTransactionAsync(session => progress.MoveAsync(session, state.Job), cancellationToken);
        }
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        _hasJobs ? Task.Delay(LookForReports, _time, cancellationToken) : signal.WaitAsync(_next, LookForJobs, cancellationToken);

    private async Task<UpgradeState[]> ListAsync(Session session)
    {
        var jobs = await session.ListRunningJobsAsync(gateways.Tables);
        if (jobs.Count == 0)
        {
            return [];
        }
        string[] gatewayIds = [.. jobs.Select(job => job.GatewayId)];
        var known = (await gateways.ListAsync(session, gatewayIds)).ToDictionary(gateway => gateway.Id);
        var workers = (await session.ListWorkersAsync(gatewayIds)).ToLookup(worker => worker.GatewayId);
        var steps = (await session.ListSubJobsAsync(gateways.Tables, [.. jobs.Select(job => job.Id)])).ToLookup(step => step.JobId);
        // What is read in several statements may not fit together; only what is read under lock is acted upon.
        return
        [
            .. jobs.Where(job => known.ContainsKey(job.GatewayId))
                .Select(job => new UpgradeState(job, [.. steps[job.Id]], known[job.GatewayId], [.. workers[job.GatewayId]])),
        ];
    }
}
