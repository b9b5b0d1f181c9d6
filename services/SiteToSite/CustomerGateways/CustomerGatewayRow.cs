namespace VpnMesh.SiteToSite.CustomerGateways;

/// <summary>A row of <c>customer_gateway</c>; see its migration for the columns.</summary>
internal sealed record CustomerGatewayRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string Name { get; init; }
    public required string IdType { get; init; }
    public required string IdValue { get; init; }
    public long? BgpAsn { get; init; }
    public string? CaCertificateId { get; init; }
    public required string Tags { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public required long Generation { get; init; }
}

/// <summary>A row of <c>ca_certificate</c>; see its migration for the columns.</summary>
internal sealed record CaCertificateRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string Fingerprint { get; init; }
    public required string Content { get; init; }
    public required string SerialNumber { get; init; }
    public required string SignatureAlgorithm { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required long ExpireTime { get; init; }
}
