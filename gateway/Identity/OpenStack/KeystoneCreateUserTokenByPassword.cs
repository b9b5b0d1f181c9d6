using System.Net;
using Grpc.Core;
using VpnMesh.Identity.Tokens;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.OpenStack;

internal sealed partial class OpenStackService
{
    /// <remarks>
    /// First a token without a scope, then that is exchanged for what was asked for. Keystone says no more than 401 to whatever is wrong with a
    /// user, locked and disabled included: so does this.
    /// </remarks>
    public override async Task<TokenResponse> KeystoneCreateUserTokenByPassword(CreateTokenRequest request, ServerCallContext context)
    {
        CreateTokenRules.Check(request);
        var identity = request.Auth.Identity;
        var own = await LogInAsync(identity, context);
        var granted = await ScopeAsync(own, request.Auth.Scope, context);
        var answer = Describe(granted, granted.SubjectToken!, request.Nocatalog.Length > 0 ? null : context.Caller().PublicUrl);
        // The exchange in between is ours, not the caller's.
        answer.Token.Methods.Clear();
        answer.Token.Methods.Add(identity.Methods);
        return answer;
    }

    private async Task<KeystoneAnswer> LogInAsync(AuthIdentity identity, ServerCallContext context)
    {
        var byToken = identity.Methods is [CreateTokenRules.Token];
        if (byToken)
        {
            await RequireGoodAsync(identity.Token.Id, context);
        }
        var answer = await http.CreateTokenAsync(TokenBody.Of(identity, scope: null), context.CancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.Created => answer,
            HttpStatusCode.BadRequest => throw ErrorCatalogue.IamInvalidBody.With(),
            HttpStatusCode.Forbidden => throw ErrorCatalogue.IamForbidden.With(),
            HttpStatusCode.Unauthorized or HttpStatusCode.NotFound =>
                throw (byToken ? ErrorCatalogue.IamTokenInvalid : ErrorCatalogue.IamNotAuthenticated).With(),
            _ => throw ErrorCatalogue.BackendUnavailable.With(),
        };
    }

    private async Task RequireGoodAsync(string token, ServerCallContext context)
    {
        switch (await principals.FindTokenAsync(token, context.CancellationToken))
        {
            case TokenLookup.Found:
                return;
            case TokenLookup.Expired:
                throw ErrorCatalogue.IamTokenExpired.With();
            default:
                throw ErrorCatalogue.IamTokenInvalid.With();
        }
    }

    private async Task<KeystoneAnswer> ScopeAsync(KeystoneAnswer own, AuthScope? scope, ServerCallContext context)
    {
        var user = KeystoneJson.Parse<TokenResponse>(own.Body).Token.User;
        if (scope?.Project is { } project)
        {
            var wanted = project.Clone();
            wanted.Domain = project.HasId ? null : project.Domain ?? new DomainSelector { Id = user.Domain.Id };
            var granted = await ExchangeAsync(own, new AuthScope { Project = wanted }, context);
            return granted is not null && (!project.HasName || KeystoneJson.Parse<TokenResponse>(granted.Body).Token.Project.Name == project.Name)
                ? granted
                : throw ErrorCatalogue.IamNotAuthenticated.With();
        }
        if (scope?.Domain is not { } domain)
        {
            return own;
        }
        // Whoever has no role on the account has a token for it all the same, as far as the contract goes: the one without a scope.
        return await ExchangeAsync(own, new AuthScope { Domain = domain }, context)
            ?? (IsOf(user.Domain, domain) ? own : throw ErrorCatalogue.IamNotAuthenticated.With());
    }

    private async Task<KeystoneAnswer?> ExchangeAsync(KeystoneAnswer own, AuthScope scope, ServerCallContext context)
    {
        var identity = new AuthIdentity { Methods = { CreateTokenRules.Token }, Token = new TokenMethod { Id = own.SubjectToken } };
        var answer = await http.CreateTokenAsync(TokenBody.Of(identity, scope), context.CancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.Created => answer,
            HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => null,
            _ => throw ErrorCatalogue.BackendUnavailable.With(),
        };
    }

    private static bool IsOf(DomainRef account, DomainSelector domain) =>
        (!domain.HasId || domain.Id == account.Id) && (!domain.HasName || domain.Name == account.Name);
}
