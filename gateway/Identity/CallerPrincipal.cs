using VpnMesh.Protos.Context.V1;

namespace VpnMesh.Identity;

/// <summary>The user of a verified caller context, as <see cref="IPrincipals"/> takes it.</summary>
internal static class CallerPrincipal
{
    public static Principal ToPrincipal(this CallerContext caller) =>
        new(caller.UserId, caller.UserName, caller.DomainId, caller.DomainName, caller.AccountOwner);
}
