using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Vpcs;

/// <summary>ShowVpc: the routes of a VPC. One that is not known has none: whether it must be known is asked with the reservation.</summary>
internal static class ShowVpc
{
    public static Task<ShowVpcResponse> RunAsync(
        GovernanceDatabase database, string projectId, ShowVpcRequest request, CancellationToken cancellationToken) =>
        database.ReadAsync(async session =>
        {
            var routes = await VpcStore.RoutesAsync(session, projectId, request.VpcId.ToLowerInvariant());
            return new ShowVpcResponse { Routes = { routes } };
        }, cancellationToken);
}
