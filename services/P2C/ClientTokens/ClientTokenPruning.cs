using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientTokens;

/// <summary>Forgets idempotency keys whose day is over.</summary>
internal sealed class ClientTokenPruning(P2CDatabase database, TimeProvider time, ILogger<ClientTokenPruning> logger)
    : Pruning("client-token-pruning", kept: TimeSpan.FromMilliseconds(ClientTokenCalls.KeptMs), rest: TimeSpan.FromHours(1), database, time, logger)
{
    /// <inheritdoc />
    protected override Task ForgetAsync(Session session, long before) => session.ForgetTokensAsync(before);
}
