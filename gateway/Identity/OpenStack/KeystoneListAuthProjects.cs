using System.Net;
using Grpc.Core;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Identity.OpenStack;

internal sealed partial class OpenStackService
{
    public override async Task<ListProjectsResponse> KeystoneListAuthProjects(ListAuthProjectsRequest request, ServerCallContext context)
    {
        if (await TokenOfAsync(request.AuthToken, context) is not { } token)
        {
            return await local.KeystoneListAuthProjects(request, context);
        }
        var caller = context.Caller();
        var projects = await ListOwnAsync(token, context);
        return new ListProjectsResponse
        {
            Projects = { projects.Select(project => Linked(project, caller)) },
            Links = KeystoneLinks.Self(caller, "/v3/auth/projects"),
        };
    }

    private async Task<IEnumerable<Protos.Identity.V3.Project>> ListOwnAsync(string token, ServerCallContext context)
    {
        var answer = await AskAsync("auth/projects", token, null, context);
        return answer.Status == HttpStatusCode.OK ? KeystoneJson.Parse<ListProjectsResponse>(answer.Body).Projects : throw Refusal(answer);
    }
}
