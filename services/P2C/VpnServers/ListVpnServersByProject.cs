using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnServers;

internal sealed partial class VpnServerService
{
    private const long LargestPage = 200;

    /// <summary>The servers of all gateways of the project, oldest first; all of them, unless a limit is given.</summary>
    public override async Task<ListVpnServersByProjectResponse> ListVpnServersByProject(
        ListVpnServersByProjectRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        long? limit = request.HasLimit ? request.Limit : null;
        var marker = request.HasMarker ? Marker.Parse(request.Marker) : null;
        var violations = new Violations();
        violations.Between("limit", limit, 0, LargestPage);
        if (request.HasMarker && marker is null)
        {
            violations.Add("marker", "must be a creation time, with an id behind an underscore or without: the next_marker of a page");
        }
        violations.ThrowIfAny();
        return await database.ReadAsync(session => PageAsync(session, caller.ProjectId, marker, limit), context.CancellationToken);
    }

    private static async Task<ListVpnServersByProjectResponse> PageAsync(Session session, string projectId, Marker? marker, long? limit)
    {
        // One more than is shown tells whether more records follow.
        var found = await session.ListVpnServersAsync(projectId, marker, limit + 1);
        var page = found.Take((int)(limit ?? found.Count)).ToArray();
        var answer = new ListVpnServersByProjectResponse
        {
            VpnServers = { await session.ShowAsync(projectId, page) },
            PageInfo = new PageInfo { CurrentCount = page.Length },
            TotalCount = await session.CountVpnServersAsync(projectId),
        };
        if (page.Length > 0 && found.Count > page.Length)
        {
            answer.PageInfo.NextMarker = new Marker(page[^1].CreatedAt, page[^1].Id).ToString();
        }
        return answer;
    }
}
