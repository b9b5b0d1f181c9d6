using Grpc.Core;
using VpnMesh.Identity.Authorization;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Identity.Projects;

/// <summary><c>GET /v3/auth/projects</c>: the projects in which the caller has any permission.</summary>
internal sealed class KeystoneListAuthProjects(IdentityDatabase database, PrincipalCache cache)
{
    public async Task<ListProjectsResponse> HandleAsync(ServerCallContext context)
    {
        var caller = context.Caller();
        var cancellationToken = context.CancellationToken;
        var grants = caller.AccountOwner ? [] : await cache.FindGrantsAsync(caller.UserId, cancellationToken);
        var projects = await database.ReadAsync(
            session => ProjectStore.ListAsync(session, new ProjectFilter(caller.DomainId), long.MaxValue, 0), cancellationToken);
        return new ListProjectsResponse
        {
            Projects =
            {
                projects
                    .Where(project => caller.AccountOwner || grants.Any(grant => grant.IsPermissionIn(project.Id)))
                    .Select(project => project.ToAnswer(caller)),
            },
            Links = KeystoneLinks.Self(caller, "/v3/auth/projects"),
        };
    }
}
