using Grpc.Core;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

internal sealed partial class VpnConnectionService
{
    private const long LargestPage = 2000;

    /// <summary>A page of the connections of the project, newest first.</summary>
    public override async Task<ListVpnConnectionsResponse> ListVpnConnections(ListVpnConnectionsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var (vgwId, vgwIdField) = Named(request.HasVgwId ? request.VgwId : null, "vgw_id", request.HasVpnId ? request.VpnId : null, "vpn_id");
        var (vgwIp, vgwIpField) = Named(request.HasVgwIp ? request.VgwIp : null, "vgw_ip", request.HasEipId ? request.EipId : null, "eip_id");
        var limit = request.HasLimit ? request.Limit : LargestPage;
        var marker = request.HasMarker ? Marker.Parse(request.Marker) : null;
        var violations = new Violations();
        violations.Uuid(vgwIdField, vgwId);
        violations.VgwIp(vgwIpField, vgwIp);
        foreach (var enterpriseProjectId in request.EnterpriseProjectId)
        {
            violations.EnterpriseProject("enterprise_project_id", enterpriseProjectId);
        }
        violations.Between("limit", limit, 0, LargestPage);
        if (request.HasMarker && marker is null)
        {
            violations.Add("marker", "must be a creation time, with an id behind an underscore or without: the next_marker of a page");
        }
        violations.ThrowIfAny();
        // One more than is shown tells whether more records follow.
        var filter = new VpnConnectionFilter(
            vgwId is null ? null : Stored(vgwId), vgwIp, [.. request.EnterpriseProjectId.Distinct()], marker, limit + 1);
        return await database.ReadAsync(session => PageAsync(session, caller.ProjectId, filter, (int)limit), context.CancellationToken);
    }

    // The older names count where the newer ones are missing.
    private static (string? Value, string Field) Named(string? value, string field, string? older, string olderField) =>
        value is null && older is not null ? (older, olderField) : (value, field);

    private static async Task<ListVpnConnectionsResponse> PageAsync(Session session, string projectId, VpnConnectionFilter filter, int limit)
    {
        var found = await session.ListVpnConnectionsAsync(projectId, filter);
        var page = found.Take(limit).ToArray();
        var answer = new ListVpnConnectionsResponse
        {
            VpnConnections = { page.Select(VpnConnectionAnswers.Listed) },
            PageInfo = new PageInfo { CurrentCount = page.Length },
            TotalCount = await session.CountVpnConnectionsAsync(projectId),
        };
        if (page.Length > 0 && found.Count > page.Length)
        {
            answer.PageInfo.NextMarker = new Marker(page[^1].CreatedAt, page[^1].Id).ToString();
        }
        return answer;
    }
}
