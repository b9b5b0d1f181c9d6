namespace VpnMesh.P2C.ServerCertificates;

/// <summary>A row of <c>server_certificate</c>; see its migration for the columns.</summary>
internal sealed record ServerCertificateRow
{
    public required string ProjectId { get; init; }
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Content { get; init; }
    public required string Chain { get; init; }
    public required string PrivateKey { get; init; }
    public required string SerialNumber { get; init; }
    public required string SignatureAlgorithm { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required long ExpireTime { get; init; }
    public required string State { get; init; }
    public long Deleted { get; init; }

    /// <summary>PEM of what issued it, which clients are to trust.</summary>
    public string Issuers => Chain.Length > 0 ? Chain : Content;

    /// <summary>What the sealed key is bound to.</summary>
    public static string KeyPurpose(string projectId, string id) => $"server_certificate/{projectId}/{id}/private_key";
}
