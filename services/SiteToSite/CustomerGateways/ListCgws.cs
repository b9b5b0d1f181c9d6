using Grpc.Core;
using VpnMesh.Protos.Resource.V5;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.CustomerGateways;

internal sealed partial class CustomerGatewayService
{
    private const long LargestPage = 200;

    /// <summary>A page of the customer gateways of the project, newest first.</summary>
    public override async Task<ListCgwsResponse> ListCgws(ListCgwsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var limit = request.HasLimit ? request.Limit : LargestPage;
        var marker = request.HasMarker ? Marker.Parse(request.Marker) : null;
        var id = request.HasCgwId ? request.CgwId : null;
        var violations = new Violations();
        violations.Between("limit", limit, 0, LargestPage);
        if (request.HasMarker && marker is null)
        {
            violations.Add("marker", "must be a creation time, with an id behind an underscore or without: the next_marker of a page");
        }
        violations.Uuid("cgw_id", id);
        violations.ThrowIfAny();
        return await database.ReadAsync(
            session => PageAsync(session, caller.ProjectId, marker, id is null ? null : Stored(id), limit), context.CancellationToken);
    }

    private static async Task<ListCgwsResponse> PageAsync(Session session, string projectId, Marker? marker, string? id, long limit)
    {
        // One more than is shown tells whether more records follow.
        var found = await session.ListCustomerGatewaysAsync(projectId, marker, id, limit + 1);
        var page = found.Take((int)limit).ToArray();
        var certificateIds = page.Select(gateway => gateway.CaCertificateId).OfType<string>().Distinct().ToArray();
        var certificates = certificateIds.Length == 0 ? [] : await session.ListCaCertificatesAsync(projectId, certificateIds);
        var byId = certificates.ToDictionary(certificate => certificate.Id);
        var answer = new ListCgwsResponse
        {
            CustomerGateways = { page.Select(gateway => CustomerGatewayAnswers.Shown(gateway, byId.GetValueOrDefault(gateway.CaCertificateId ?? ""))) },
            TotalCount = await session.CountCustomerGatewaysAsync(projectId, id),
            PageInfo = new PageInfo { CurrentCount = page.Length },
        };
        if (page.Length > 0 && found.Count > page.Length)
        {
            answer.PageInfo.NextMarker = new Marker(page[^1].CreatedAt, page[^1].Id).ToString();
        }
        return answer;
    }
}
