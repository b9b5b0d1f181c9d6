using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Governance.Inventory.Eips;

/// <summary>FreezeEip: keeps an EIP from being bound, or lets it be again. One that is bound stays so.</summary>
internal static class FreezeEip
{
    public static async Task<FreezeEipResponse> RunAsync(
        GovernanceDatabase database, FreezeEipRequest request, CancellationToken cancellationToken)
    {
        var projectId = Given.Project(request.ProjectId);
        var eipId = Given.Uuid("eip_id", request.EipId);
        return await database.InTransactionAsync(async session =>
        {
            var changed = await EipStore.FreezeAsync(session, projectId, eipId, request.Frozen ? 1 : 0);
            return changed == 1 ? new FreezeEipResponse() : throw ErrorCatalogue.EipNotFound.At("eip_id", request.EipId);
        }, cancellationToken);
    }
}
