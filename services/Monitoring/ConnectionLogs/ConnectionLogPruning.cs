using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>Forgets which connections are gone once no event of them can come any more.</summary>
internal sealed class ConnectionLogPruning(MonitoringDatabase database, TimeProvider time, ILogger<ConnectionLogPruning> logger)
    : SingletonService("connection-log-pruning", database, time, logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private readonly MonitoringDatabase _database = database;
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)Kept.TotalMilliseconds;
        await _database.InTransactionAsync(session => session.PruneGoneConnectionsAsync(before), cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Pause, _time, cancellationToken);
}
