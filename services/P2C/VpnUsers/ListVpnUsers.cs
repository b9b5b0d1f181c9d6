using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    private const long LargestPage = 200;

    /// <summary>A page of the users of a server, newest first.</summary>
    public override Task<ListVpnUsersResponse> ListVpnUsers(ListVpnUsersRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var limit = request.HasLimit ? request.Limit : LargestPage;
        var marker = request.HasMarker ? Marker.Parse(request.Marker) : null;
        var violations = new Violations();
        violations.Between("limit", limit, 0, LargestPage);
        if (request.HasMarker && marker is null)
        {
            violations.Add("marker", "must be a creation time, with an id behind an underscore or without: the next_marker of a page");
        }
        violations.ThrowIfAny();
        return database.ReadAsync(session => PageAsync(session, caller, Stored(request.VpnServerId), marker, limit), context.CancellationToken);
    }

    private static async Task<ListVpnUsersResponse> PageAsync(Session session, CallerContext caller, string serverId, Marker? marker, long limit)
    {
        var server = await FindServerAsync(session, caller, serverId);
        // One more than is shown tells whether more records follow.
        var found = await session.ListVpnUsersAsync(caller.ProjectId, serverId, marker, limit + 1);
        var page = found.Take((int)limit).ToArray();
        var answer = new ListVpnUsersResponse
        {
            Users = { page.Select(VpnUserAnswers.Shown) },
            TotalCount = server.UserNumber,
            PageInfo = new PageInfo { CurrentCount = page.Length },
        };
        if (page.Length > 0 && found.Count > page.Length)
        {
            answer.PageInfo.NextMarker = new Marker(page[^1].CreatedAt, page[^1].Id).ToString();
        }
        return answer;
    }
}
