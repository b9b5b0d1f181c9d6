using System.Net;
using Grpc.Core;
using VpnMesh.Identity.Tokens;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.OpenStack;

internal sealed partial class OpenStackService
{
    private static readonly string[] s_ofTheEdge = ["vpn", "identity", "eps"];

    public override async Task<TokenResponse> KeystoneValidateToken(ValidateTokenRequest request, ServerCallContext context)
    {
        if (request.SubjectToken.Length == 0 || await TokenOfAsync(request.AuthToken, context) is not { } token)
        {
            return await local.KeystoneValidateToken(request, context);
        }
        var answer = KeystoneHttp.IsToken(request.SubjectToken) ? await AskAsync(KeystoneHttp.Tokens, token, request.SubjectToken, context) : null;
        if (answer is null or { Status: HttpStatusCode.NotFound })
        {
            // The token itself does not belong into a message: it may be a good one with a typing error.
            throw ErrorCatalogue.IamNotFound.For("X-Subject-Token", "token", "X-Subject-Token");
        }
        return answer.Status == HttpStatusCode.OK
            ? Describe(answer, request.SubjectToken, request.Nocatalog.Length > 0 ? null : context.Caller().PublicUrl)
            : throw Refusal(answer);
    }

    // An account-level token shows the account, which a token of Keystone without a scope does not.
    private static TokenResponse Describe(KeystoneAnswer answer, string subjectToken, string? catalogUrl)
    {
        var token = KeystoneJson.Parse<TokenResponse>(answer.Body).Token;
        if (token.Project is null)
        {
            token.Domain ??= token.User.Domain;
        }
        var others = token.Catalog.Where(service => !s_ofTheEdge.Contains(service.Type)).ToArray();
        token.Catalog.Clear();
        if (catalogUrl is not null)
        {
            token.Catalog.Add(TokenDescription.CatalogOf(catalogUrl).Concat(others));
        }
        return new TokenResponse { Token = token, SubjectToken = subjectToken };
    }
}
