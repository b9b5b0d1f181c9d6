using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.EnterpriseRouters;

/// <summary>RegisterEnterpriseRouter: an enterprise router of a project. Registering it again changes nothing.</summary>
internal static class RegisterEnterpriseRouter
{
    public static async Task<RegisterEnterpriseRouterResponse> RunAsync(
        GovernanceDatabase database, RegisterEnterpriseRouterRequest request, CancellationToken cancellationToken)
    {
        var projectId = Given.Project(request.ProjectId);
        var routerId = Given.Uuid("er_id", request.ErId);
        return await database.InTransactionAsync(async session =>
        {
            await EnterpriseRouterStore.EnsureAsync(session, projectId, routerId);
            return new RegisterEnterpriseRouterResponse();
        }, cancellationToken);
    }
}
