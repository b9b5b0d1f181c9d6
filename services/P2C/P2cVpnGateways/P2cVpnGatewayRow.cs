namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>A row of <c>p2c_vpn_gateway</c>; see its migration for the columns.</summary>
internal sealed record P2cVpnGatewayRow : GatewayRow
{
    public required string Name { get; init; }
    public required string VpcId { get; init; }
    public required string ConnectSubnet { get; init; }
    public required string Flavor { get; init; }
    public required string Zones { get; init; }
    public string? Eip { get; init; }
    public required long MaxConnectionNumber { get; init; }
    public required string Tags { get; init; }
    public string? LogConfig { get; init; }
    public long FrozenEffect { get; init; }
    public long OrderInProgress { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
}
