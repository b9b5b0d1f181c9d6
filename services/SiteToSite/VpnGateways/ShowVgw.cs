using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    /// <summary>One gateway in full.</summary>
    public override async Task<ShowVgwResponse> ShowVgw(ShowVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        var violations = new Violations();
        CheckId(violations, request.VgwId);
        violations.ThrowIfAny();
        var gateway = await RequireAsync(caller, request.VgwId, context.CancellationToken);
        var offers = await database.ReadAsync(session => session.ListOffersAsync([gateway.Id]), context.CancellationToken);
        var known = await zones.RememberAsync(caller, context.CancellationToken);
        return new ShowVgwResponse { VpnGateway = VpnGatewayAnswers.Shown(gateway, known, offers[gateway.Id]) };
    }
}
