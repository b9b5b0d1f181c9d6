using VpnMesh.Identity.Users;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Administration;

/// <summary>Which accounts a caller of the administration manages: all of them, or its own.</summary>
internal sealed class Reach
{
    private readonly string? _domainId;
    private readonly bool _owner;

    private Reach(string? domainId, bool owner) => (_domainId, _owner) = (domainId, owner);

    /// <summary>The part <c>administrator</c> manages every account, a user to whom the edge granted the operation its own.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c>: the caller is neither.</exception>
    public static Reach Of(CallerContext caller)
    {
        if (caller.Part.Length > 0 || caller.DomainId.Length == 0)
        {
            caller.RequirePart(CallerExtensions.Administrator);
            return new Reach(domainId: null, owner: true);
        }
        caller.RequireAccess(enterpriseProjectId: null);
        return new Reach(caller.DomainId, caller.AccountOwner);
    }

    /// <summary>Whether an account is one of those; what belongs to another does not exist for the caller.</summary>
    public bool Covers(string domainId) => _domainId is null || _domainId == domainId;

    /// <summary>The account that a request is about: the one it names, else the caller's own.</summary>
    public string DomainOf(string requested) => requested.Length == 0 ? _domainId ?? requested : requested;

    /// <summary>
    /// An owner is changed by owners only: with the action to change users alone, or to make keys, one could become the owner.
    /// </summary>
    /// <exception cref="DomainException"><c>IAM.0002</c></exception>
    public void RequireOwnerFor(bool accountOwner)
    {
        if (accountOwner && !_owner)
        {
            throw ErrorCatalogue.IamForbidden.With();
        }
    }

    /// <inheritdoc cref="RequireOwnerFor(bool)"/>
    public UserRow RequireOwnerFor(UserRow user)
    {
        RequireOwnerFor(user.AccountOwner);
        return user;
    }
}
