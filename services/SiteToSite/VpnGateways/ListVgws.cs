using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    /// <summary>All gateways of the project, newest first, or those that the filters leave.</summary>
    public override async Task<ListVgwsResponse> ListVgws(ListVgwsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var id = request.HasVgwId ? request.VgwId : null;
        var violations = new Violations();
        violations.Uuid("vgw_id", id);
        foreach (var enterpriseProjectId in request.EnterpriseProjectId)
        {
            violations.EnterpriseProject("enterprise_project_id", enterpriseProjectId);
        }
        violations.ThrowIfAny();
        var gateways = await database.ReadAsync(
            session => session.ListVpnGatewaysAsync(caller.ProjectId, [.. request.EnterpriseProjectId.Distinct()], id is null ? null : Stored(id)),
            context.CancellationToken);
        var offers = await database.ReadAsync(
            session => session.ListOffersAsync([.. gateways.Select(gateway => gateway.Id)]), context.CancellationToken);
        var known = await zones.RememberAsync(caller, context.CancellationToken);
        return new ListVgwsResponse { VpnGateways = { gateways.Select(gateway => VpnGatewayAnswers.Shown(gateway, known, offers[gateway.Id])) } };
    }
}
