namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>A row of <c>vpn_gateway</c>; see its migration for the columns.</summary>
internal sealed record VpnGatewayRow : GatewayRow
{
    public required string Name { get; init; }
    public required string NetworkType { get; init; }
    public required string AttachmentType { get; init; }
    public required string IpVersion { get; init; }
    public string? CertificateId { get; init; }
    public string? ErId { get; init; }
    public string? ErAttachmentId { get; init; }
    public string? VpcId { get; init; }
    public string? ConnectSubnet { get; init; }
    public required string LocalSubnets { get; init; }
    public required long BgpAsn { get; init; }
    public required string Flavor { get; init; }
    public required string Zones { get; init; }
    public required long ZonesNamed { get; init; }
    public required string PublicBorderGroup { get; init; }
    public required long ConnectionNumber { get; init; }
    public long UsedConnectionNumber { get; init; }
    public long UsedConnectionGroup { get; init; }
    public string? Eip1 { get; init; }
    public string? Eip2 { get; init; }
    public required string AccessVpcId { get; init; }
    public required string AccessSubnetId { get; init; }
    public string? AccessPrivateIp1 { get; init; }
    public string? AccessPrivateIp2 { get; init; }
    public required string HaMode { get; init; }
    public string? PolicyTemplate { get; init; }
    public required string Tags { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public long Frozen { get; init; }
}
