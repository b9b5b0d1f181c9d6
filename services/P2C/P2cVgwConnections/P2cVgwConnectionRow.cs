namespace VpnMesh.P2C.P2cVgwConnections;

/// <summary>A row of <c>p2c_vgw_connection</c>; see its migration for the columns.</summary>
internal sealed record P2cVgwConnectionRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string P2cVgwId { get; init; }
    public required string VpnServerId { get; init; }
    public required string ClientVirtualIp { get; init; }
    public required string ClientIp { get; init; }
    public required string ClientUserName { get; init; }
    public required long EstablishedAt { get; init; }
    public required long InboundPackets { get; init; }
    public required long OutboundPackets { get; init; }
    public required long InboundBytes { get; init; }
    public required long OutboundBytes { get; init; }
    public required long CollectedAt { get; init; }
    public long Disconnecting { get; init; }
    public long? EndedAt { get; init; }
}
