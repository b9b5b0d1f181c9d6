namespace VpnMesh.P2C.VpnUsers;

/// <summary>A row of <c>vpn_user</c>; see its migration for the columns.</summary>
internal sealed record VpnUserRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string VpnServerId { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? UserGroupId { get; init; }

    /// <summary>That of <c>vpn_user_group</c>, read along.</summary>
    public string? UserGroupName { get; init; }
    public string? StaticIp { get; init; }

    /// <summary>Only read where passwords are compared; empty elsewhere.</summary>
    public string Password { get; init; } = "";

    /// <summary>As <see cref="Password"/>.</summary>
    public string FormerPasswords { get; init; } = "[]";
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public required long Revision { get; init; }
}

/// <summary>What of a <c>vpn_user_group</c> concerns its members.</summary>
internal sealed record GroupOfUsers
{
    public required string Id { get; init; }
    public required string Name { get; init; }
}

/// <summary>What no two users of a server have in common.</summary>
internal sealed record TakenByUser
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? StaticIp { get; init; }
}
