using System.Globalization;
using VpnMesh.Identity.Authorization;
using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Identity.OpenStack;

/// <summary>
/// Users, their projects and their roles are Keystone's, remembered for a set time; access keys, and grants beside the roles, are those of
/// the store, as are the accounts that were made in it.
/// </summary>
internal sealed class OpenStackPrincipals(
    Principals local, KeystoneDirectory keystone, OpenStackSettings settings, PrincipalCache store, ShadowStore shadows, TimeProvider time)
    : IPrincipals
{
    private readonly Remembered<TokenHash, KnownToken> _tokens = new(settings.Lifetime, time);
    private readonly Remembered<string, Project> _projects = new(settings.Lifetime, time);
    private readonly Remembered<string, User> _users = new(settings.Lifetime, time);
    private readonly Remembered<(string UserId, string ProjectId), string[]> _roles = new(settings.Lifetime, time);

    public async ValueTask<AccessKeyLookup> FindAccessKeyAsync(string accessKey, CancellationToken cancellationToken)
    {
        var lookup = await local.FindAccessKeyAsync(accessKey, cancellationToken);
        if (lookup is not AccessKeyLookup.Found found || !ShadowStore.IsShadow(found.Principal))
        {
            return lookup;
        }
        var user = await _users.GetAsync(found.Principal.UserId, id => keystone.FindUserAsync(id, CancellationToken.None), cancellationToken);
        return user is { Enabled: true }
            ? found with { Principal = found.Principal with { UserName = user.Name } }
            : new AccessKeyLookup.Unknown();
    }

    public ValueTask ReportSignatureAsync(string accessKey, bool valid, CancellationToken cancellationToken) =>
        local.ReportSignatureAsync(accessKey, valid, cancellationToken);

    public async ValueTask<TokenLookup> FindTokenAsync(string token, CancellationToken cancellationToken)
    {
        if (!KeystoneHttp.IsToken(token)
            || await _tokens.GetAsync(TokenHash.Of(token), _ => ValidateAsync(token), cancellationToken) is not { } known)
        {
            return new TokenLookup.Invalid();
        }
        return known.ExpiresAt <= time.GetUtcNow() ? new TokenLookup.Expired(known.ExpiresAt) : known.Found;
    }

    /// <summary>Forgets a token that Keystone no longer takes.</summary>
    public void Forget(string token) => _tokens.Forget(TokenHash.Of(token));

    public async ValueTask<Project?> FindProjectAsync(string projectId, CancellationToken cancellationToken)
    {
        if (!Texts.IsId(projectId))
        {
            return null;
        }
        return _projects.Find(projectId)
            ?? await local.FindProjectAsync(projectId, cancellationToken)
            ?? await _projects.GetAsync(projectId, id => keystone.FindProjectAsync(id, CancellationToken.None), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Project>> ListProjectsAsync(string domainId, CancellationToken cancellationToken) =>
        await local.ListProjectsAsync(domainId, cancellationToken) is { Count: > 0 } ours
            ? ours
            : await keystone.ListProjectsAsync(domainId, cancellationToken);

    public async ValueTask<Access> AuthorizeAsync(
        Principal principal, string projectId, string action, bool enterpriseProject, CancellationToken cancellationToken)
    {
        if (principal.Roles is null && await local.FindProjectAsync(projectId, cancellationToken) is not null)
        {
            return await local.AuthorizeAsync(principal, projectId, action, enterpriseProject, cancellationToken);
        }
        if (await FindProjectAsync(projectId, cancellationToken) is not { Enabled: true } project || project.DomainId != principal.DomainId)
        {
            return new Access();
        }
        var roles = principal.Roles ?? await RolesAsync(principal.UserId, projectId, cancellationToken);
        var granted = await store.FindGrantsAsync(principal.UserId, cancellationToken);
        var context = new ConditionContext(principal, project.Name, action, time.GetUtcNow());
        return AccessDecision.Decide([.. settings.Roles.GrantsOf(roles, projectId), .. granted], projectId, action, enterpriseProject, context);
    }

    private async ValueTask<IReadOnlyList<string>> RolesAsync(string userId, string projectId, CancellationToken cancellationToken) =>
        await _roles.GetAsync(
            (userId, projectId),
            async key => await keystone.ListRolesAsync(key.UserId, key.ProjectId, CancellationToken.None),
            cancellationToken) ?? [];

    // Not under the caller's token: others may wait for the same answer.
    private async Task<KnownToken?> ValidateAsync(string token)
    {
        if (await keystone.ValidateAsync(token, CancellationToken.None) is not { User: { } user } description)
        {
            return null;
        }
        var project = description.Project;
        if (project is not null)
        {
            _projects.Remember(project.Id, new Project(project.Id, project.Name, project.Domain.Id, Enabled: true));
        }
        // The account is that of the scope; a user may have roles in projects of other accounts.
        var account = project?.Domain ?? description.Domain ?? user.Domain;
        await shadows.AddAsync(user, account);
        var principal = new Principal(user.Id, user.Name, account.Id, account.Name, AccountOwner: false)
        {
            Roles = project is null ? null : [.. description.Roles.Select(role => role.Name)],
        };
        var expiresAt = DateTimeOffset.Parse(description.ExpiresAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new KnownToken(new TokenLookup.Found(principal, project?.Id), expiresAt);
    }

    private sealed record KnownToken(TokenLookup.Found Found, DateTimeOffset ExpiresAt);
}
