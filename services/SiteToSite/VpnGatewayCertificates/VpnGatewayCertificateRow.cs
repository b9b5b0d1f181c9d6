namespace VpnMesh.SiteToSite.VpnGatewayCertificates;

/// <summary>A row of <c>vpn_gateway_certificate</c>; see its migration for the columns.</summary>
internal sealed record VpnGatewayCertificateRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string VgwId { get; init; }
    public required string Name { get; init; }
    public string Certificate { get; init; } = "";
    public string CertificateChain { get; init; } = "";
    public string EncCertificate { get; init; } = "";
    public string PrivateKey { get; init; } = "";
    public string EncPrivateKey { get; init; } = "";
    public string Issuer { get; init; } = "";
    public string SignatureAlgorithm { get; init; } = "";
    public string CertificateSerialNumber { get; init; } = "";
    public string CertificateSubject { get; init; } = "";
    public long CertificateExpireTime { get; init; }
    public string CertificateChainSerialNumber { get; init; } = "";
    public string CertificateChainSubject { get; init; } = "";
    public long CertificateChainExpireTime { get; init; }
    public string EncCertificateSerialNumber { get; init; } = "";
    public string EncCertificateSubject { get; init; } = "";
    public long EncCertificateExpireTime { get; init; }
    public long FirstExpireTime { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public required long Generation { get; init; }
    public required string RequestId { get; init; }
    public long ObservedGeneration1 { get; init; }
    public string? ObservedState1 { get; init; }
    public long ObservedGeneration2 { get; init; }
    public string? ObservedState2 { get; init; }

    /// <summary>What the private key of this row is sealed for.</summary>
    public static string PrivateKeyPurpose(string id) => $"vpn_gateway_certificate.private_key {id}";

    /// <inheritdoc cref="PrivateKeyPurpose"/>
    public static string EncPrivateKeyPurpose(string id) => $"vpn_gateway_certificate.enc_private_key {id}";
}
