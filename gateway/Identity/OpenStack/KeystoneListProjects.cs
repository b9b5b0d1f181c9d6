using System.Net;
using Grpc.Core;
using VpnMesh.Identity.Projects;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Identity.OpenStack;

internal sealed partial class OpenStackService
{
    public override async Task<ListProjectsResponse> KeystoneListProjects(ListProjectsRequest request, ServerCallContext context)
    {
        if (await TokenOfAsync(request.AuthToken, context) is not { } token)
        {
            return await local.KeystoneListProjects(request, context);
        }
        var caller = context.Caller();
        ProjectPages.Check(request, caller);
        var all = request.IsDomain ? [] : await ListVisibleAsync(request, token, context);
        var page = all.Where(project => Matches(request, project, caller.DomainId))
            .OrderBy(project => project.Name, StringComparer.Ordinal)
            .ThenBy(project => project.Id, StringComparer.Ordinal)
            .Skip((int)Math.Min(ProjectPages.OffsetOf(request), int.MaxValue))
            .Take((int)Math.Min(ProjectPages.LimitOf(request), int.MaxValue));
        return ProjectPages.Answer(request, caller, [.. page.Select(project => Linked(project, caller))]);
    }

    // Most users may not list the projects of their account, and yet clients look up a project id this way: they get those they are in.
    private async Task<IEnumerable<Protos.Identity.V3.Project>> ListVisibleAsync(ListProjectsRequest request, string token, ServerCallContext context)
    {
        var query = Query(("domain_id", context.Caller().DomainId), ("name", request.HasName ? request.Name : null));
        var answer = await AskAsync($"projects?{query}", token, null, context);
        return answer.Status switch
        {
            HttpStatusCode.OK => KeystoneJson.Parse<ListProjectsResponse>(answer.Body).Projects,
            HttpStatusCode.Forbidden => await ListOwnAsync(token, context),
            _ => throw Refusal(answer),
        };
    }

    private static bool Matches(ListProjectsRequest request, Protos.Identity.V3.Project project, string domainId) =>
        project.DomainId == domainId
        && (!request.HasName || request.Name == project.Name)
        && (!request.HasParentId || request.ParentId == project.ParentId)
        && (!request.HasEnabled || request.Enabled == project.Enabled);
}
