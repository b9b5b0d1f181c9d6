namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

/// <summary>What of a row of <c>p2c_vpn_gateway</c> its log configuration depends on.</summary>
internal sealed record LogConfigGatewayRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public string? LogConfig { get; init; }
    public required long FrozenEffect { get; init; }
    public required long Generation { get; init; }
    public required long ObservedGeneration { get; init; }
    public required long Failed { get; init; }
    public required long Deleting { get; init; }
    public string? UpgradeStatus { get; init; }
}
