using System.Globalization;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Identity;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Authentication;

/// <summary>A caller whose signature or token is right.</summary>
/// <param name="Principal">The user.</param>
/// <param name="Token">The token that said so; null when a signature did, which is good for every project of the account.</param>
/// <param name="AccessKey">Public id of the key that signed; null when a token said so.</param>
internal sealed record Authenticated(Principal Principal, TokenLookup.Found? Token, string? AccessKey = null);

/// <summary>Finds out who calls (auth.md, sections 2 to 4). A signature is checked whenever one is sent; a token beside it is ignored.</summary>
internal sealed class Authenticator(IPrincipals principals, TimeProvider time, EdgeSettings settings)
{
    private const string WrongSignature = "verify aksk signature fail";

    /// <exception cref="DomainException">401, with the message that auth.md section 8 has for the case.</exception>
    public ValueTask<Authenticated> AuthenticateAsync(HttpContext context, EdgeCall call)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            return BySignatureAsync(context, call, authorization);
        }
        var token = context.Request.Headers["X-Auth-Token"].ToString();
        return token.Length > 0 ? ByTokenAsync(token, context, call) : throw call.Refusals.NotAuthenticated("x-auth-token not found");
    }

    private async ValueTask<Authenticated> BySignatureAsync(HttpContext context, EdgeCall call, string authorization)
    {
        var signature = SignatureHeader.Parse(authorization) ?? throw call.Refusals.NotAuthenticated(WrongSignature);
        var key = await principals.FindAccessKeyAsync(signature.AccessKey, context.RequestAborted) switch
        {
            AccessKeyLookup.Found found => found,
            AccessKeyLookup.Locked => throw call.Refusals.NotAuthenticated("AK access failed to reach the limit,forbidden."),
            _ => throw call.Refusals.NotAuthenticated($"Get secretKey failed,ak:{signature.AccessKey},err:ak not exist"),
        };
        if (!Signatures.IsTimely(context.Request.Headers, time.GetUtcNow()))
        {
            throw call.Refusals.NotAuthenticated(WrongSignature);
        }
        var body = await call.ReadBodyAsync(context, settings);
        var headers = context.Request.Headers;
        var isRight = Signatures.IsRight(context.Request.Method, call.Target, headers, body.Span, signature, key.SecretKey)
            && BelongsToKey(headers["X-Security-Token"].ToString(), key);
        await principals.ReportSignatureAsync(signature.AccessKey, isRight, context.RequestAborted);
        return isRight ? new Authenticated(key.Principal, Token: null, signature.AccessKey) : throw call.Refusals.NotAuthenticated(WrongSignature);
    }

    private async ValueTask<Authenticated> ByTokenAsync(string token, HttpContext context, EdgeCall call) =>
        await principals.FindTokenAsync(token, context.RequestAborted) switch
        {
            TokenLookup.Found found => new Authenticated(found.Principal, found),
            TokenLookup.Expired expired => throw call.Refusals.TokenExpired(
                expired.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)),
            _ => throw call.Refusals.TokenInvalid(),
        };

    private static bool BelongsToKey(string securityToken, AccessKeyLookup.Found key) => securityToken == (key.SecurityToken ?? "");
}
