using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientAccess;

/// <summary>Forgets wrong passwords that no longer count, so that made-up names do not fill the store.</summary>
internal sealed class PasswordFailurePruning(P2CDatabase database, TimeProvider time, ILogger<PasswordFailurePruning> logger)
    : SingletonService("password-failure-pruning", database, time, logger)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await database.InTransactionAsync(session => session.PruneFailuresAsync(_time.NowMs()), cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);
}
