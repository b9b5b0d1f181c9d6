namespace VpnMesh.P2C.VpnAccessPolicies;

/// <summary>A row of <c>vpn_access_policy</c>, see its migration for the columns, with the present name of its group.</summary>
internal sealed record VpnAccessPolicyRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string VpnServerId { get; init; }
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required string UserGroupId { get; init; }
    public required string UserGroupName { get; init; }
    public string? Description { get; init; }
    public required string DestIpCidrs { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
}
