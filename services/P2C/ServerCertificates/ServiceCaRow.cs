namespace VpnMesh.P2C.ServerCertificates;

/// <summary>A row of <c>service_ca</c>; see its migration for the columns.</summary>
internal sealed record ServiceCaRow
{
    public required string ProjectId { get; init; }
    public required string Content { get; init; }
    public required string PrivateKey { get; init; }
    public required long ExpireTime { get; init; }

    /// <summary>What the sealed key is bound to.</summary>
    public static string KeyPurpose(string projectId) => $"service_ca/{projectId}/private_key";
}
