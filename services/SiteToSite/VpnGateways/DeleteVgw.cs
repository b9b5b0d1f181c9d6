using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnGateways;

internal sealed partial class VpnGatewayService
{
    /// <summary>Marks a gateway for deletion; it goes when its agents report that nothing of it runs any more.</summary>
    public override async Task<DeleteVgwResponse> DeleteVgw(DeleteVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        var violations = new Violations();
        CheckId(violations, request.VgwId);
        violations.ThrowIfAny();
        while (true)
        {
            var gateway = await RequireAsync(caller, request.VgwId, context.CancellationToken);
            caller.RequireRouterOf(gateway);
            if (gateway.Deleting == 1 || await DeleteAsync(gateway, caller.RequestId, context.CancellationToken))
            {
                return new DeleteVgwResponse();
            }
        }
    }

    private Task<bool> DeleteAsync(VpnGatewayRow gateway, string requestId, CancellationToken cancellationToken)
    {
        RequireUnused(gateway);
        gateway.RequireDeletable();
        var deleting = gateway with { Deleting = 1, Generation = gateway.Generation + 1, UpdatedAt = time.NowMs(), RequestId = requestId };
        return database.InGroupAsync(
            async session =>
            {
                // It may have got a connection meanwhile, or another status.
                if (await session.LockVpnGatewayAsync(gateway.ProjectId, gateway.Id) != gateway)
                {
                    return false;
                }
                await session.MarkDeletingAsync(deleting);
                await events.AddStatusChangedAsync(session, gateway, deleting, requestId);
                session.AfterCommit(placements.Set);
                return true;
            },
            cancellationToken,
            gateway.Id);
    }

    private static void RequireUnused(VpnGatewayRow gateway)
    {
        if (gateway.UsedConnectionNumber > 0)
        {
            throw ErrorCatalogue.InvalidRequest.With($"vpn gateway {gateway.Id} has connection");
        }
        if (gateway.Eips().FirstOrDefault(eip => eip.HasIpBillingInfo || eip.HasBandwidthBillingInfo) is { } eip)
        {
            throw ErrorCatalogue.InvalidRequest.With($"EIP {eip.Id} is billed by year or month and must be unbound first");
        }
    }
}
