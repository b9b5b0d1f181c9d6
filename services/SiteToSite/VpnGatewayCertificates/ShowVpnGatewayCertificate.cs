using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

internal sealed partial class VpnGatewayCertificateService
{
    /// <summary>The certificate of a gateway, with its status.</summary>
    public override async Task<ShowVpnGatewayCertificateResponse> ShowVpnGatewayCertificate(
        ShowVpnGatewayCertificateRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        VpnGatewayCertificateRules.CheckId(request.VgwId);
        var certificate = await database.ReadAsync(
            session => session.FindVpnGatewayCertificateAsync(caller.ProjectId, Stored(request.VgwId)), context.CancellationToken);
        return new ShowVpnGatewayCertificateResponse
        {
            Certificate = VpnGatewayCertificateAnswers.Shown(certificate ?? throw ErrorCatalogue.NotFound.With()),
        };
    }
}
