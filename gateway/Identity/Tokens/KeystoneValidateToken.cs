using Grpc.Core;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Tokens;

/// <summary><c>GET /v3/auth/tokens</c>: checks a token and shows what it stands for.</summary>
internal sealed class KeystoneValidateToken(TokenReader tokens, TokenDescription description)
{
    private const string Header = "X-Subject-Token";

    public async Task<TokenResponse> HandleAsync(ValidateTokenRequest request, ServerCallContext context)
    {
        if (request.SubjectToken.Length == 0)
        {
            throw IamErrors.Missing(Header);
        }
        var caller = context.Caller();
        if (await tokens.CheckAsync(request.SubjectToken, context.CancellationToken) is not TokenCheck.Valid { User: var user } valid)
        {
            // The token itself does not belong into a message: it may be a good one with a typing error.
            throw ErrorCatalogue.IamNotFound.For(Header, "token", Header);
        }
        if (user.Id != caller.UserId && !(caller.AccountOwner && user.DomainId == caller.DomainId))
        {
            throw ErrorCatalogue.IamForbidden.With();
        }
        var catalogUrl = request.Nocatalog.Length > 0 ? null : caller.PublicUrl;
        return await description.DescribeAsync(request.SubjectToken, valid.Claims, user, catalogUrl, context.CancellationToken);
    }
}
