using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Identity.Users;

/// <summary>The <c>links</c> of <c>GET /v3/users</c>.</summary>
internal static class UserLinks
{
    public static Links Of(ListUsersRequest request, CallerContext caller) => KeystoneLinks.Self(
        caller,
        "/v3/users",
        ("name", request.HasName ? request.Name : null),
        ("domain_id", request.HasDomainId ? request.DomainId : null),
        ("enabled", request.HasEnabled ? (request.Enabled ? "true" : "false") : null));
}
