using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Users;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Tokens;

/// <summary>What a token is worth now.</summary>
internal abstract record TokenCheck
{
    /// <summary>It works.</summary>
    public sealed record Valid(TokenClaims Claims, UserRow User) : TokenCheck;

    /// <summary>Its time is over.</summary>
    public sealed record Expired(DateTimeOffset At) : TokenCheck;

    /// <summary>It is not one of ours, or was revoked.</summary>
    public sealed record Invalid : TokenCheck;
}

/// <summary>Checks tokens against their signature, the clock and their user.</summary>
internal sealed class TokenReader(TokenSigner signer, PrincipalCache cache, TimeProvider time)
{
    public async ValueTask<TokenCheck> CheckAsync(string? token, CancellationToken cancellationToken)
    {
        if (signer.Read(token) is not { } claims)
        {
            return new TokenCheck.Invalid();
        }
        if (claims.ExpiresAt <= time.NowMs())
        {
            return new TokenCheck.Expired(DateTimeOffset.FromUnixTimeMilliseconds(claims.ExpiresAt));
        }
        var user = await cache.FindUserAsync(claims.UserId, cancellationToken);
        if (user is not null && claims.Generation > user.TokenGeneration)
        {
            // Issued by another replica after a change that this one has not seen yet.
            cache.ForgetUsers();
            user = await cache.FindUserAsync(claims.UserId, cancellationToken);
        }
        return user is { Enabled: true, DomainEnabled: true } && user.TokenGeneration == claims.Generation
            ? new TokenCheck.Valid(claims, user)
            : new TokenCheck.Invalid();
    }
}
