using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>
/// Ends what requests could not: monitors that were to go while the owner of connections did not answer, and rows of creations that never came
/// to their end. Nobody was told of those, so they are undone: their callers may try again.
/// </summary>
internal sealed class MonitorSettlement(MonitoringDatabase database, MonitorRemoval removal, TimeProvider time, ILogger<MonitorSettlement> logger)
    : SingletonService("monitor-settlement", database, time, logger)
{
    private const int PageSize = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Longer by far than a connection may still be given the monitor.
    private static readonly TimeSpan UnderWay = SiteToSiteClient.Patience * 4;
    private readonly MonitoringDatabase _database = database;
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)UnderWay.TotalMilliseconds;
        var monitors = await _database.ReadAsync(session => session.ListUnsettledMonitorsAsync(before, PageSize), cancellationToken);
        foreach (var monitor in monitors)
        {
            var isToGo = monitor.Attached == 1
                || await _database.InTransactionAsync(session => session.GiveUpMonitorAsync(monitor.Id), cancellationToken) == 1;
            if (isToGo && !await removal.TryRemoveAsync(monitor, requestId: "", cancellationToken))
            {
                return false;
            }
        }
        return monitors.Count == PageSize;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Pause, _time, cancellationToken);
}
