using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Measurements;

/// <summary>Thins the history: of what is older than a day the sums of hours stay, and those go after a month.</summary>
internal sealed class MeasurementPruning(
    MonitoringDatabase database, MeasurementRetention retention, TimeProvider time, ILogger<MeasurementPruning> logger)
    : SingletonService("measurement-pruning", database, time, logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);
    private readonly MonitoringDatabase _database = database;
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var now = _time.NowMs();
        foreach (var (resolution, kept) in new[] { (MeasurementRow.Window, retention.Windows), (MeasurementRow.Hour, retention.Hours) })
        {
            var before = now - (long)kept.TotalMilliseconds;
            await _database.InTransactionAsync(session => session.PruneMeasurementsAsync(resolution, before), cancellationToken);
        }
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Pause, _time, cancellationToken);
}
