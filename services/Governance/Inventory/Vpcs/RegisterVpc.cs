using VpnMesh.Governance.Inventory.Subnets;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Vpcs;

/// <summary>RegisterVpc: adds a VPC of a project or replaces its routes.</summary>
internal static class RegisterVpc
{
    public static async Task<RegisterVpcResponse> RunAsync(
        GovernanceDatabase database, RegisterVpcRequest request, CancellationToken cancellationToken)
    {
        var projectId = Given.Project(request.ProjectId);
        var vpcId = Given.Uuid("vpc_id", request.VpcId);
        for (var i = 0; i < request.Routes.Count; i++)
        {
            _ = AddressRange.Parse(request.Routes[i]) ?? throw Refusals.Invalid($"routes[{i}]", "must be an IPv4 block such as 192.168.0.0/24");
        }
        return await database.InTransactionAsync(async session =>
        {
            await VpcStore.SaveAsync(session, projectId, vpcId, request.Routes);
            return new RegisterVpcResponse();
        }, cancellationToken);
    }
}
