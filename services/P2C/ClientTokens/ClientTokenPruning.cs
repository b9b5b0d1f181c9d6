using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientTokens;

/// <summary>Forgets idempotency keys whose day is over.</summary>
internal sealed class ClientTokenPruning(P2CDatabase database, TimeProvider time, ILogger<ClientTokenPruning> logger)
    : SingletonService("client-token-pruning", database, time, logger)
{
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    private readonly TimeProvider _time = time;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var before = _time.NowMs() - ClientTokenCalls.KeptMs;
        await database.InTransactionAsync(session => session.ForgetTokensAsync(before), cancellationToken);
        return false;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Rest, _time, cancellationToken);
}
