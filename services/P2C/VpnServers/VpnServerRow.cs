namespace VpnMesh.P2C.VpnServers;

/// <summary>A row of <c>vpn_server</c>; see its migration for the columns.</summary>
internal sealed record VpnServerRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string P2cVgwId { get; init; }
    public required string ClientCidr { get; init; }
    public required string LocalSubnets { get; init; }
    public required string ClientAuthType { get; init; }
    public required string TunnelProtocol { get; init; }
    public required string CertificateSource { get; init; }
    public string? CertificateId { get; init; }
    public string? SignedCertificate { get; init; }
    public string? SignedPrivateKey { get; init; }
    public long? SignedExpireTime { get; init; }
    public required string SslOptions { get; init; }
    public required string DnsServers { get; init; }
    public string? IdpName { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public required long Generation { get; init; }
    public string RequestId { get; init; } = "";
    public long ObservedGeneration { get; init; }
    public long Failed { get; init; }
    public long CaCertificateNumber { get; init; }
    public long UserNumber { get; init; }
    public long GroupNumber { get; init; }
    public long PolicyNumber { get; init; }
    public long AccessRevision { get; init; }
    public long PoliciesRevision { get; init; }
    public long ReportedGeneration { get; init; }
    public long ReportedRevision { get; init; }

    /// <summary>That of its gateway: read with every row, never written.</summary>
    public long FrozenEffect { get; init; }

    /// <inheritdoc cref="FrozenEffect"/>
    public string EnterpriseProjectId { get; init; } = "";

    /// <inheritdoc cref="FrozenEffect"/>
    public long GatewayDeleting { get; init; }

    /// <summary>What the sealed key of a certificate that the service signed is bound to.</summary>
    public static string SignedKeyPurpose(string id) => $"vpn_server/{id}/signed_private_key";
}
