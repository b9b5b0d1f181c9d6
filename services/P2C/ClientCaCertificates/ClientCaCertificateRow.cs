namespace VpnMesh.P2C.ClientCaCertificates;

/// <summary>A row of <c>client_ca_certificate</c>; see its migration for the columns.</summary>
internal sealed record ClientCaCertificateRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string VpnServerId { get; init; }
    public required string Name { get; init; }
    public required string Fingerprint { get; init; }
    public required string Content { get; init; }
    public required string SerialNumber { get; init; }
    public required string SignatureAlgorithm { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required long ExpireTime { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
}
