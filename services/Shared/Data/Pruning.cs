using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Shared.Data;

/// <summary>Work that forgets, from time to time, what has become too old to be of use.</summary>
/// <param name="name">Name of the lease.</param>
/// <param name="kept">How long things are remembered.</param>
/// <param name="rest">Time between two rounds.</param>
/// <param name="database">Store of the part.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Where failures are told.</param>
public abstract class Pruning(string name, TimeSpan kept, TimeSpan rest, Database database, TimeProvider time, ILogger logger)
    : SingletonService(name, database, time, logger)
{
    private readonly Database _database = database;
    private readonly TimeProvider _time = time;

    /// <summary>Forgets what is old.</summary>
    /// <param name="session">Transaction of the round.</param>
    /// <param name="before">Unix milliseconds: what is older is forgotten.</param>
    protected abstract Task ForgetAsync(Session session, long before);

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)kept.TotalMilliseconds;
        await _database.InTransactionAsync(
            async session =>
            {
                await ForgetAsync(session, before);
                return true;
            },
            cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(rest, _time, cancellationToken);
}
