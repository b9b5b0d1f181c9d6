using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Inventory.Eips;

/// <summary>UnbindEip: takes an EIP off its gateway and tells of it. One that is not bound stays as it is, and nothing is told.</summary>
internal sealed class UnbindEip(GovernanceDatabase database, Outbox<GovernanceDatabase> outbox)
{
    public async Task<UnbindEipResponse> RunAsync(UnbindEipRequest request, string requestId, CancellationToken cancellationToken)
    {
        var projectId = Given.Project(request.ProjectId);
        var eipId = Given.Uuid("eip_id", request.EipId);
        return await database.InTransactionAsync(async session =>
        {
            var eip = await EipStore.LockAsync(session, projectId, eipId) ?? throw ErrorCatalogue.EipNotFound.At("eip_id", request.EipId);
            if (eip.BoundTo is not { } gatewayId)
            {
                return new UnbindEipResponse();
            }
            await EipStore.UnbindAsync(session, projectId, eipId);
            // An EIP is no object with generations of its own.
            var subject = new EventSubject(projectId, "0", eipId, Generation: 0, requestId);
            await outbox.AddAsync(session, subject, new EipUnbound { VpnGatewayId = gatewayId, Place = (int)eip.Place!.Value });
            return new UnbindEipResponse();
        }, cancellationToken);
    }
}
