using VpnMesh.Governance.Inventory.Vpcs;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.Governance.Inventory.Subnets;

/// <summary>RegisterSubnet: adds a subnet of a registered VPC or changes it.</summary>
internal static class RegisterSubnet
{
    public static async Task<RegisterSubnetResponse> RunAsync(
        GovernanceDatabase database, RegisterSubnetRequest request, CancellationToken cancellationToken)
    {
        var projectId = Given.Project(request.ProjectId);
        var subnetId = Given.Uuid("subnet_id", request.SubnetId);
        var vpcId = Given.Uuid("vpc_id", request.VpcId);
        var block = AddressRange.Parse(request.Cidr) ?? throw Refusals.Invalid("cidr", "must be an IPv4 block such as 192.168.0.0/24");
        var used = request.UsedAddresses.Select((text, i) => UsedAddress(block, text, i)).ToList();
        return await database.InTransactionAsync(async session =>
        {
            if (!await VpcStore.ExistsAsync(session, projectId, vpcId))
            {
                throw Refusals.Invalid("vpc_id", "must be a registered VPC of the project");
            }
            await SubnetStore.SaveAsync(session, projectId, subnetId, vpcId, PrivateAddresses.Allottable(block), used);
            return new RegisterSubnetResponse();
        }, cancellationToken);
    }

    private static long UsedAddress(AddressRange block, string text, int index) =>
        AddressRange.ToNumber(text) is { } address && block.Contains(address)
            ? address
            : throw Refusals.Invalid($"used_addresses[{index}]", "must be an IPv4 address of the block");
}
