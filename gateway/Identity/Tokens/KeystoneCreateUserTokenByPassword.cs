using Grpc.Core;
using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Policies;
using VpnMesh.Identity.Projects;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Tokens;

/// <summary><c>POST /v3/auth/tokens</c>: a token for a name and password, or for another token.</summary>
internal sealed class KeystoneCreateUserTokenByPassword(
    IdentityDatabase database, PasswordLogin login, TokenReader tokens, TokenSigner signer, TokenDescription description, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public async Task<TokenResponse> HandleAsync(CreateTokenRequest request, ServerCallContext context)
    {
        CreateTokenRules.Check(request);
        var cancellationToken = context.CancellationToken;
        var (user, expiresAt) = await AuthenticateAsync(request.Auth.Identity, cancellationToken);
        var projectId = await database.ReadAsync(session => ScopeAsync(session, user, request.Auth.Scope), cancellationToken);
        var now = time.NowMs();
        var claims = new TokenClaims(
            user.Id,
            projectId,
            user.TokenGeneration,
            now,
            expiresAt ?? now + (long)Lifetime.TotalMilliseconds,
            request.Auth.Identity.Methods[0]);
        var catalogUrl = request.Nocatalog.Length > 0 ? null : context.Caller().PublicUrl;
        return await description.DescribeAsync(signer.Sign(claims), claims, user, catalogUrl, cancellationToken);
    }

    /// <returns>The user, and when the new token must end at the latest.</returns>
    private async Task<(UserRow User, long? ExpiresAt)> AuthenticateAsync(AuthIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Methods is [CreateTokenRules.Password])
        {
            return (await login.CheckAsync(identity.Password.User, cancellationToken), null);
        }
        return await tokens.CheckAsync(identity.Token.Id, cancellationToken) switch
        {
            TokenCheck.Valid valid => (valid.User, valid.Claims.ExpiresAt),
            TokenCheck.Expired => throw ErrorCatalogue.IamTokenExpired.With(),
            _ => throw ErrorCatalogue.IamTokenInvalid.With(),
        };
    }

    /// <returns>Id of the project, in which the user has a permission; null for an account-level token.</returns>
    private static async Task<string?> ScopeAsync(Session session, UserRow user, AuthScope? scope)
    {
        if (scope?.Project is { } project)
        {
            var found = await FindProjectAsync(session, user, project);
            return found is not null && await HasAnyPermissionAsync(session, user, found.Id)
                ? found.Id
                : throw ErrorCatalogue.IamNotAuthenticated.With();
        }
        if (scope?.Domain is { } domain && !IsAccountOf(user, domain))
        {
            throw ErrorCatalogue.IamNotAuthenticated.With();
        }
        return null;
    }

    // As GET /v3/auth/projects tells. Not from memory: a grant made by another replica just now counts.
    private static async Task<bool> HasAnyPermissionAsync(Session session, UserRow user, string projectId) =>
        user.AccountOwner
        || (await PolicyStore.ListGrantsAsync(session, user.Id)).Select(Grant.Of).Any(grant => grant.IsPermissionIn(projectId));

    private static async Task<ProjectRow?> FindProjectAsync(Session session, UserRow user, ProjectSelector selector)
    {
        var project = selector.HasId ? await FindByIdAsync(session, selector) : await FindByNameAsync(session, user, selector);
        return project is { Enabled: true } && project.DomainId == user.DomainId ? project : null;
    }

    private static async Task<ProjectRow?> FindByIdAsync(Session session, ProjectSelector selector)
    {
        var project = Texts.IsId(selector.Id) ? await ProjectStore.FindAsync(session, selector.Id) : null;
        return selector.HasName && selector.Name != project?.Name ? null : project;
    }

    private static async Task<ProjectRow?> FindByNameAsync(Session session, UserRow user, ProjectSelector selector)
    {
        if (!Texts.IsName(selector.Name) || (selector.Domain is { } domain && !IsAccountOf(user, domain)))
        {
            return null;
        }
        return await ProjectStore.FindByNameAsync(session, user.DomainId, selector.Name);
    }

    private static bool IsAccountOf(UserRow user, DomainSelector domain) =>
        (!domain.HasId || domain.Id == user.DomainId) && (!domain.HasName || domain.Name == user.DomainName);
}
