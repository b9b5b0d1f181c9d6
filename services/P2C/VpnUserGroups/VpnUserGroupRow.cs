namespace VpnMesh.P2C.VpnUserGroups;

/// <summary>A row of <c>vpn_user_group</c>; see its migration for the columns.</summary>
internal sealed record VpnUserGroupRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string VpnServerId { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public required string Type { get; init; }
    public long UserNumber { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
}

/// <summary>A user as a group sees it.</summary>
internal sealed record MemberRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? UserGroupId { get; init; }
    public required long CreatedAt { get; init; }
}
