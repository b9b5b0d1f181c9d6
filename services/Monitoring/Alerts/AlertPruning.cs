using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Monitoring.Alerts.Webhooks;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts;

/// <summary>
/// Forgets what is old: cleared alerts after the days of the setting <c>ALERT_HISTORY_DAYS</c> (default 90), deliveries that were given up
/// and resources that were deleted after 30, when no broker has a late event of them any more.
/// </summary>
internal sealed class AlertPruning(MonitoringDatabase database, IConfiguration settings, TimeProvider time, ILogger<AlertPruning> logger)
    : SingletonService("alert-pruning", database, time, logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    private readonly TimeSpan _history = TimeSpan.FromDays(settings.GetValue("ALERT_HISTORY_DAYS", 90));
    private readonly MonitoringDatabase _database = database;
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await ForgetAsync(cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);

    internal Task ForgetAsync(CancellationToken cancellationToken) => _database.InTransactionAsync(
        async session =>
        {
            await session.ForgetAlertsAsync(Before(_history));
            await session.ForgetDeletedAsync(Before(Kept));
            return await session.ForgetFailedDeliveriesAsync(Before(Kept));
        },
        cancellationToken);

    private long Before(TimeSpan length) => _time.NowMs() - (long)length.TotalMilliseconds;
}
