using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Subnets;

internal static class SubnetStore
{
    /// <summary>Adds a subnet, unless it is there.</summary>
    public static Task EnsureAsync(Session session, string projectId, string id, string vpcId, AddressRange range) =>
        session.ExecuteAsync(
            """
            INSERT INTO subnet (project_id, id, vpc_id, first_address, last_address) VALUES (@projectId, @id, @vpcId, @First, @Last)
            ON CONFLICT DO NOTHING
            """,
            new { projectId, id, vpcId, range.First, range.Last });

    /// <summary>Adds a subnet or changes it; the addresses that others use are exactly those given.</summary>
    public static async Task SaveAsync(
        Session session, string projectId, string id, string vpcId, AddressRange range, IReadOnlyList<long> usedAddresses)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO subnet (project_id, id, vpc_id, first_address, last_address) VALUES (@projectId, @id, @vpcId, @First, @Last)
            ON CONFLICT (project_id, id) DO UPDATE
            SET vpc_id = excluded.vpc_id, first_address = excluded.first_address, last_address = excluded.last_address;
            DELETE FROM private_address WHERE project_id = @projectId AND subnet_id = @id AND resource_id IS NULL
            """,
            new { projectId, id, vpcId, range.First, range.Last });
        foreach (var address in usedAddresses)
        {
            await session.ExecuteAsync(
                "INSERT INTO private_address (project_id, subnet_id, address) VALUES (@projectId, @id, @address) ON CONFLICT DO NOTHING",
                new { projectId, id, address });
        }
    }

    public static Task<IReadOnlyList<long>> UsedAddressesAsync(Session session, string projectId, string subnetId) =>
        session.QueryAsync<long>(
            "SELECT address FROM private_address WHERE project_id = @projectId AND subnet_id = @subnetId ORDER BY address",
            new { projectId, subnetId });

    public static Task TakeAddressesAsync(
        Session session, string projectId, string subnetId, string resourceId, long address1, long address2) =>
        session.ExecuteAsync(
            """
            INSERT INTO private_address (project_id, subnet_id, address, resource_id, place)
            VALUES (@projectId, @subnetId, @address1, @resourceId, 1), (@projectId, @subnetId, @address2, @resourceId, 2)
            """,
            new { projectId, subnetId, address1, address2, resourceId });

    /// <summary>The two addresses of a gateway; none when it has no private ones.</summary>
    public static Task<IReadOnlyList<long>> AddressesOfAsync(Session session, string projectId, string resourceId) =>
        session.QueryAsync<long>(
            "SELECT address FROM private_address WHERE project_id = @projectId AND resource_id = @resourceId ORDER BY place",
            new { projectId, resourceId });

    public static Task FreeAddressesAsync(Session session, string projectId, string resourceId) =>
        session.ExecuteAsync(
            "DELETE FROM private_address WHERE project_id = @projectId AND resource_id = @resourceId", new { projectId, resourceId });
}
