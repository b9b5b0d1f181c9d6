using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Identity.Projects;

/// <summary><c>GET /v3/projects</c>: the projects of the account, to find a project id.</summary>
internal sealed class KeystoneListProjects(IdentityDatabase database)
{
    public async Task<ListProjectsResponse> HandleAsync(ListProjectsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        ProjectPages.Check(request, caller);
        var (limit, offset) = (ProjectPages.LimitOf(request), ProjectPages.OffsetOf(request));
        var filter = FilterOf(request, caller);
        var found = CanMatch(request)
            ? await database.ReadAsync(session => ProjectStore.ListAsync(session, filter, limit, offset), context.CancellationToken)
            : [];
        return ProjectPages.Answer(request, caller, [.. found.Select(project => project.ToAnswer(caller))]);
    }

    private static bool CanMatch(ListProjectsRequest request) =>
        !request.IsDomain && (!request.HasName || Texts.IsName(request.Name)) && (!request.HasParentId || Texts.IsId(request.ParentId));

    private static ProjectFilter FilterOf(ListProjectsRequest request, CallerContext caller) => new(
        caller.DomainId,
        request.HasName ? request.Name : null,
        request.HasParentId ? request.ParentId : null,
        request.HasEnabled ? request.Enabled : null);
}
