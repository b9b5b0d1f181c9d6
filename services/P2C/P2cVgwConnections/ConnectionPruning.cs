using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVgwConnections;

/// <summary>Forgets clients that left a day ago: no agent tells of them again.</summary>
internal sealed class ConnectionPruning(P2CDatabase database, TimeProvider time, ILogger<ConnectionPruning> logger)
    : SingletonService("connection-pruning", database, time, logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - (long)Kept.TotalMilliseconds;
        await database.InTransactionAsync(
            async session =>
            {
                await session.ForgetClientsAsync(before);
                return true;
            },
            cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);
}
