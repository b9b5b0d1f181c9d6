using VpnMesh.Protos.Context.V1;

namespace VpnMesh.Identity;

/// <summary>
/// What the edge asks of Identity on every request: whose key or token this is, which account a project belongs to, and where an
/// action is allowed (contract: auth.md, sections 2 to 5). Called on the request path: answers come from memory where they can.
/// </summary>
public interface IPrincipals
{
    /// <summary>The secret and the owner of an access key. A disabled key, and that of a disabled user, is unknown.</summary>
    /// <param name="accessKey">Public id of the key, as the caller sent it.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    ValueTask<AccessKeyLookup> FindAccessKeyAsync(string accessKey, CancellationToken cancellationToken);

    /// <summary>
    /// Tells whether the signature of a known key was right: more than five failures in a row lock the key for five minutes, a
    /// right one ends the row.
    /// </summary>
    /// <param name="accessKey">Public id of the key.</param>
    /// <param name="valid">Whether the signature was right.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    ValueTask ReportSignatureAsync(string accessKey, bool valid, CancellationToken cancellationToken);

    /// <summary>The user and the scope of a token.</summary>
    /// <param name="token">Value of <c>X-Auth-Token</c>.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    ValueTask<TokenLookup> FindTokenAsync(string token, CancellationToken cancellationToken);

    /// <summary>A project by its id, or null when there is none.</summary>
    /// <param name="projectId">Id, as the caller sent it.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    ValueTask<Project?> FindProjectAsync(string projectId, CancellationToken cancellationToken);

    /// <summary>Where a user may use an action in a project. A denial is an <see cref="Access"/> that is neither everywhere nor anywhere.</summary>
    /// <param name="principal">The authenticated user; the owner of the account may do everything everywhere.</param>
    /// <param name="projectId">
    /// Project the call acts in; it belongs to the account of the user. It does not count for actions of account-level services (iam, eps,
    /// tms, scm), and is empty on calls that act in none: those are allowed where they are granted on all projects.
    /// </param>
    /// <param name="action">IAM action, such as <c>vpn:vpnGateways:create</c>.</param>
    /// <param name="enterpriseProject">Whether grants made on enterprise projects count for this action.</param>
    /// <param name="cancellationToken">Ends with the request.</param>
    ValueTask<Access> AuthorizeAsync(
        Principal principal, string projectId, string action, bool enterpriseProject, CancellationToken cancellationToken);
}

/// <summary>A user who proved to be one.</summary>
/// <param name="UserId">Id of the user.</param>
/// <param name="UserName">Name of the user within the account.</param>
/// <param name="DomainId">Id of the account.</param>
/// <param name="DomainName">Name of the account.</param>
/// <param name="AccountOwner">Whether the user owns the account and so needs no grants.</param>
public sealed record Principal(string UserId, string UserName, string DomainId, string DomainName, bool AccountOwner);

/// <summary>A project of an account.</summary>
/// <param name="Id">Id, as in the paths.</param>
/// <param name="Name">Name, such as <c>region-1</c>.</param>
/// <param name="DomainId">Account it belongs to.</param>
/// <param name="Enabled">A project that is not enabled refuses every call.</param>
public sealed record Project(string Id, string Name, string DomainId, bool Enabled);

/// <summary>Outcome of <see cref="IPrincipals.FindAccessKeyAsync"/>.</summary>
public abstract record AccessKeyLookup
{
    private AccessKeyLookup()
    {
    }

    /// <summary>The key exists and may be used.</summary>
    /// <param name="SecretKey">HMAC key of its signatures.</param>
    /// <param name="Principal">User the key belongs to.</param>
    /// <param name="SecurityToken">What <c>X-Security-Token</c> must be for a temporary key; null for a permanent one.</param>
    public sealed record Found(string SecretKey, Principal Principal, string? SecurityToken = null) : AccessKeyLookup
    {
        /// <summary>Without the secrets, wherever it is printed.</summary>
        public override string ToString() => $"{nameof(Found)} {{ {Principal} }}";
    }

    /// <summary>There is no such key, or it is disabled.</summary>
    public sealed record Unknown : AccessKeyLookup;

    /// <summary>The key is locked after too many failures.</summary>
    public sealed record Locked : AccessKeyLookup;
}

/// <summary>Outcome of <see cref="IPrincipals.FindTokenAsync"/>.</summary>
public abstract record TokenLookup
{
    private TokenLookup()
    {
    }

    /// <summary>The token is valid.</summary>
    /// <param name="Principal">User it was issued to.</param>
    /// <param name="ProjectId">Project it is scoped to; null for an account-level token.</param>
    public sealed record Found(Principal Principal, string? ProjectId) : TokenLookup;

    /// <summary>The token is not one of ours, or was revoked.</summary>
    public sealed record Invalid : TokenLookup;

    /// <summary>The validity of the token is over.</summary>
    /// <param name="ExpiresAt">When it ended.</param>
    public sealed record Expired(DateTimeOffset ExpiresAt) : TokenLookup;
}
