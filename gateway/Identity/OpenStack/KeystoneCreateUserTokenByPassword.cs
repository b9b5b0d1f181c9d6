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
    /// Keystone says no more than 401 to whatever is wrong with a user, locked and disabled included: so does this.
    /// </remarks>
    public override async Task<TokenResponse> KeystoneCreateUserTokenByPassword(CreateTokenRequest request, ServerCallContext context)
    {
        CreateTokenRules.Check(request);
        var identity = request.Auth.Identity;
        if (identity.Methods is [CreateTokenRules.Token])
        {
            await RequireGoodAsync(identity.Token.Id, context);
        }
        var granted = await GrantAsync(request.Auth, context);
        var answer = Describe(granted, granted.SubjectToken!, request.Nocatalog.Length > 0 ? null : context.Caller().PublicUrl);
        // An exchange in between is ours, not the caller's.
        answer.Token.Methods.Clear();
        answer.Token.Methods.Add(identity.Methods);
        return answer;
    }

    private async Task<KeystoneAnswer> GrantAsync(Auth auth, ServerCallContext context)
    {
        var project = auth.Scope?.Project;
        if (project is not null && Qualified(project, auth.Identity.Password?.User?.Domain) is { } wanted)
        {
            var granted = await LogInAsync(auth.Identity, new AuthScope { Project = wanted }, ErrorCatalogue.IamNotAuthenticated, context);
            return Named(granted, project);
        }
        var wrong = auth.Identity.Methods is [CreateTokenRules.Token] ? ErrorCatalogue.IamTokenInvalid : ErrorCatalogue.IamNotAuthenticated;
        var own = await LogInAsync(auth.Identity, scope: null, wrong, context);
        var account = KeystoneJson.Parse<TokenResponse>(own.Body).Token.User.Domain;
        if (project is not null)
        {
            var scope = new AuthScope { Project = Qualified(project, new DomainSelector { Id = account.Id }) };
            return Named(await ExchangeAsync(own, scope, context) ?? throw ErrorCatalogue.IamNotAuthenticated.With(), project);
        }
        if (auth.Scope?.Domain is not { } domain)
        {
            return own;
        }
        // Whoever has no role on the account has a token for it all the same, as far as the contract goes: the one without a scope.
        return await ExchangeAsync(own, new AuthScope { Domain = domain }, context)
            ?? (IsOf(account, domain) ? own : throw ErrorCatalogue.IamNotAuthenticated.With());
    }

    // A name alone does not tell Keystone which project: that of the user's account is meant.
    private static ProjectSelector? Qualified(ProjectSelector project, DomainSelector? account)
    {
        if (project.HasId)
        {
            return new ProjectSelector { Id = project.Id };
        }
        return (project.Domain ?? account) is { } domain ? new ProjectSelector { Name = project.Name, Domain = domain } : null;
    }

    // With both, id and name must be those of one project; Keystone looks at the id alone.
    private static KeystoneAnswer Named(KeystoneAnswer granted, ProjectSelector project) =>
        !project.HasName || KeystoneJson.Parse<TokenResponse>(granted.Body).Token.Project?.Name == project.Name
            ? granted
            : throw ErrorCatalogue.IamNotAuthenticated.With();

    private async Task<KeystoneAnswer> LogInAsync(AuthIdentity identity, AuthScope? scope, ErrorCode wrong, ServerCallContext context)
    {
        var answer = await http.CreateTokenAsync(TokenBody.Of(identity, scope), context.CancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.Created => answer,
            HttpStatusCode.BadRequest => throw ErrorCatalogue.IamInvalidBody.With(),
            HttpStatusCode.Forbidden => throw ErrorCatalogue.IamForbidden.With(),
            HttpStatusCode.Unauthorized or HttpStatusCode.NotFound => throw wrong.With(),
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
