using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.TaggedResources;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.CustomerGateways;

internal sealed partial class CustomerGatewayService
{
    /// <summary>Deletes a customer gateway at once, and its CA certificate with it when no other has it.</summary>
    public override async Task<DeleteCgwResponse> DeleteCgw(DeleteCgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        CustomerGatewayRules.CheckId(request.CustomerGatewayId);
        var id = Stored(request.CustomerGatewayId);
        await database.InGroupAsync(session => DeleteAsync(session, caller, id), context.CancellationToken, caller.ProjectId);
        // The next read of the quota shows it; should this fail, the event has the same effect a little later.
        await governance.ReleaseDeletedAsync([id], caller);
        return new DeleteCgwResponse();
    }

    private async Task<bool> DeleteAsync(Session session, CallerContext caller, string id)
    {
        var gateway = await session.LockCustomerGatewayAsync(caller.ProjectId, id) ?? throw ErrorCatalogue.NotFound.With();
        if (await session.HasConnectionAsync(gateway.Id))
        {
            throw ErrorCatalogue.InvalidRequest.With($"customer gateway {gateway.Id} has connection");
        }
        await session.DeleteCustomerGatewayAsync(caller.ProjectId, id);
        await session.TellGoneAsync(TaggedTypes.CustomerGateway, [(caller.ProjectId, id)], time.NowMs());
        if (gateway.CaCertificateId is { } certificateId)
        {
            await session.RemoveUnusedAsync(caller.ProjectId, certificateId);
        }
        await events.AddDeletedAsync(session, gateway, caller.RequestId);
        return true;
    }
}
