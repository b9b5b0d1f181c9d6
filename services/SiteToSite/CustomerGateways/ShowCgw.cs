using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.CustomerGateways;

internal sealed partial class CustomerGatewayService
{
    /// <summary>One customer gateway.</summary>
    public override async Task<ShowCgwResponse> ShowCgw(ShowCgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        CustomerGatewayRules.CheckId(request.CustomerGatewayId);
        var shown = await database.ReadAsync(
            async session =>
            {
                var gateway = await session.FindCustomerGatewayAsync(caller.ProjectId, Stored(request.CustomerGatewayId))
                    ?? throw ErrorCatalogue.NotFound.With();
                return CustomerGatewayAnswers.Shown(gateway, await CertificateOfAsync(session, gateway));
            },
            context.CancellationToken);
        return new ShowCgwResponse { CustomerGateway = shown };
    }
}
