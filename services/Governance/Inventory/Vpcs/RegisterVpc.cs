using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Vpcs;

/// <summary>RegisterVpc: a VPC of a project. Registering it again changes nothing.</summary>
internal static class RegisterVpc
{
    public static async Task<RegisterVpcResponse> RunAsync(
        GovernanceDatabase database, RegisterVpcRequest request, CancellationToken cancellationToken)
    {
        var projectId = Given.Project(request.ProjectId);
        var vpcId = Given.Uuid("vpc_id", request.VpcId);
        return await database.InTransactionAsync(async session =>
        {
            await VpcStore.EnsureAsync(session, projectId, vpcId);
            return new RegisterVpcResponse();
        }, cancellationToken);
    }
}
