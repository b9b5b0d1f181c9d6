using Google.Protobuf;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.ClientTokens;

/// <summary>One creation under an idempotency key, or without one.</summary>
/// <param name="row">The claim; null without a key.</param>
internal sealed class ClientTokenClaim(ClientTokenRow? row)
{
    /// <summary>Keeps the answer for repetitions, in the transaction that writes the resource.</summary>
    /// <exception cref="DomainException"><c>VPN.0031</c>: the call took so long that another has taken the key over.</exception>
    public async Task KeepAsync(Session session, IMessage answer)
    {
        if (row is not null && !await session.AnswerTokenAsync(row, Convert.ToBase64String(answer.ToByteArray())))
        {
            throw ErrorCatalogue.RepeatedOperation.With();
        }
    }
}
