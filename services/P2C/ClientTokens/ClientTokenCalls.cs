using System.Security.Cryptography;
using Google.Protobuf;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.P2C.ClientTokens;

/// <summary>
/// Creations with <c>X-Client-Token</c> (contract: the shared parameter): repeated within 24 hours, in parallel too, they return the first
/// answer and create nothing; with another body they are refused.
/// </summary>
internal sealed class ClientTokenCalls(P2CDatabase database, KeyRing keyRing, TimeProvider time)
{
    /// <summary>How long a key is kept, in milliseconds.</summary>
    public const long KeptMs = 24 * 60 * 60 * 1000;

    // No call writes so long after it began: what it reserved would not be valid any more.
    private const long LongestCallMs = 60_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Creates, unless the same call has created already.</summary>
    /// <param name="caller">The verified context.</param>
    /// <param name="operation">The operation and the resource in its path.</param>
    /// <param name="token">The header; null without one.</param>
    /// <param name="request">The body: what was asked for.</param>
    /// <param name="create">Creates; keeps the answer with the claim in the transaction of its write.</param>
    /// <param name="cancellationToken">Ends the wait for another call.</param>
    /// <exception cref="DomainException">
    /// <c>VPN.0001</c> no UUID; <c>VPN.0031</c> another body, or the first call is still running after ten seconds.
    /// </exception>
    public async Task<TAnswer> OnceAsync<TAnswer>(
        CallerContext caller,
        string operation,
        string? token,
        IMessage request,
        Func<ClientTokenClaim, Task<TAnswer>> create,
        CancellationToken cancellationToken)
        where TAnswer : IMessage<TAnswer>, new()
    {
        if (token is null)
        {
            return await create(new ClientTokenClaim(null));
        }
        if (!Wire.IsUuid(token))
        {
            throw ErrorCatalogue.InvalidRequest.For("X-Client-Token", "X-Client-Token must be a UUID");
        }
        var claim = Claim(caller.ProjectId, operation, token.ToLowerInvariant(), request);
        if (await FirstAnswerAsync(claim, request, cancellationToken) is { } answer)
        {
            var first = new TAnswer();
            first.MergeFrom(Convert.FromBase64String(answer));
            return first;
        }
        try
        {
            return await create(new ClientTokenClaim(claim));
        }
        catch
        {
            await database.InTransactionAsync(session => session.ReleaseTokenAsync(claim), CancellationToken.None);
            throw;
        }
    }

    /// <summary>The answer of the first call; null when this is it.</summary>
    private async Task<string?> FirstAnswerAsync(ClientTokenRow claim, IMessage request, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var now = time.NowMs();
            var mine = claim with { ClaimedAt = now };
            if (await database.InTransactionAsync(session => session.ClaimTokenAsync(mine, now - LongestCallMs, now - KeptMs), cancellationToken))
            {
                return null;
            }
            var first = await database.ReadAsync(session => session.FindTokenAsync(claim), cancellationToken);
            if (first is not null && !IsSame(first, request))
            {
                throw ErrorCatalogue.RepeatedOperation.With();
            }
            if (first?.Answer is { } answer)
            {
                return answer;
            }
            if (time.GetElapsedTime(began) > LongestWait)
            {
                throw ErrorCatalogue.RepeatedOperation.With();
            }
            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    private ClientTokenRow Claim(string projectId, string operation, string token, IMessage request) => new()
    {
        ProjectId = projectId,
        Operation = operation,
        Token = token,
        Fingerprint = keyRing.Seal(Hash(request), Purpose(projectId, token)),
        Claim = time.NewId(),
        ClaimedAt = time.NowMs(),
    };

    private bool IsSame(ClientTokenRow first, IMessage request) =>
        keyRing.TryUnseal(first.Fingerprint, Purpose(first.ProjectId, first.Token), out var hash) && hash == Hash(request);

    private static string Purpose(string projectId, string token) => $"client_token/{projectId}/{token}";

    private static string Hash(IMessage request) => Convert.ToHexStringLower(SHA256.HashData(request.ToByteArray()));
}
