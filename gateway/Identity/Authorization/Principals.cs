using VpnMesh.Identity.AccessKeys;
using VpnMesh.Identity.Policies;
using VpnMesh.Identity.Tokens;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Authorization;

/// <summary>Answers the edge from memory, and from the store when memory is older than a few seconds.</summary>
internal sealed class Principals(IdentityDatabase database, PrincipalCache cache, TokenReader tokens, TimeProvider time) : IPrincipals
{
    public async ValueTask<AccessKeyLookup> FindAccessKeyAsync(string accessKey, CancellationToken cancellationToken)
    {
        if (!Texts.IsId(accessKey) || await cache.FindKeyAsync(accessKey, cancellationToken) is not { } key || !key.Row.IsUsable(time.NowMs()))
        {
            return new AccessKeyLookup.Unknown();
        }
        if (await cache.FindUserAsync(key.Row.UserId, cancellationToken) is not { Enabled: true, DomainEnabled: true, ProgrammaticAccess: true } user)
        {
            return new AccessKeyLookup.Unknown();
        }
        return key.Row.LockedUntil > time.NowMs()
            ? new AccessKeyLookup.Locked()
            : new AccessKeyLookup.Found(key.SecretKey, user.ToPrincipal());
    }

    public async ValueTask ReportSignatureAsync(string accessKey, bool valid, CancellationToken cancellationToken)
    {
        if (!Texts.IsId(accessKey) || await cache.FindKeyAsync(accessKey, cancellationToken) is not { } key)
        {
            return;
        }
        if (valid && key.Row.Failures == 0)
        {
            return;
        }
        // Once begun it is finished: a caller that hangs up early must not keep its failures from being counted.
        await database.InTransactionAsync(
            async session =>
            {
                session.AfterCommit(cache.ForgetKeys);
                await (valid ? AccessKeyStore.ClearFailuresAsync(session, accessKey) : AccessKeyStore.AddFailureAsync(session, accessKey, time.NowMs()));
                return true;
            },
            CancellationToken.None);
    }

    public async ValueTask<TokenLookup> FindTokenAsync(string token, CancellationToken cancellationToken)
    {
        var check = await tokens.CheckAsync(token, cancellationToken);
        return check switch
        {
            TokenCheck.Valid valid => new TokenLookup.Found(valid.User.ToPrincipal(), valid.Claims.ProjectId),
            TokenCheck.Expired expired => new TokenLookup.Expired(expired.At),
            _ => new TokenLookup.Invalid(),
        };
    }

    public async ValueTask<Project?> FindProjectAsync(string projectId, CancellationToken cancellationToken) =>
        Texts.IsId(projectId) ? await cache.FindProjectAsync(projectId, cancellationToken) : null;

    public async ValueTask<Access> AuthorizeAsync(
        Principal principal, string projectId, string action, bool enterpriseProject, CancellationToken cancellationToken)
    {
        if (AccountServices.Have(action))
        {
            return await AuthorizeInAccountAsync(principal, action, cancellationToken);
        }
        var project = await FindProjectAsync(projectId, cancellationToken);
        if (project?.DomainId != principal.DomainId || !project.Enabled)
        {
            return new Access();
        }
        if (principal.AccountOwner)
        {
            return new Access { Everywhere = true };
        }
        var grants = await cache.FindGrantsAsync(principal.UserId, cancellationToken);
        var context = new ConditionContext(principal, project.Name, action, time.GetUtcNow());
        return AccessDecision.Decide(grants, projectId, action, enterpriseProject, context);
    }

    private async ValueTask<Access> AuthorizeInAccountAsync(Principal principal, string action, CancellationToken cancellationToken)
    {
        if (principal.AccountOwner)
        {
            return new Access { Everywhere = true };
        }
        var grants = await cache.FindGrantsAsync(principal.UserId, cancellationToken);
        var context = new ConditionContext(principal, projectName: null, action, time.GetUtcNow());
        return AccessDecision.Decide(grants, projectId: "", action, enterpriseProject: false, context);
    }
}
