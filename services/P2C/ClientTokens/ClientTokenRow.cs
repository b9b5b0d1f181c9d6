namespace VpnMesh.P2C.ClientTokens;

/// <summary>A row of <c>client_token</c>; see its migration for the columns.</summary>
internal sealed record ClientTokenRow
{
    public required string ProjectId { get; init; }
    public required string Operation { get; init; }
    public required string Token { get; init; }
    public required string Fingerprint { get; init; }
    public required string Claim { get; init; }
    public required long ClaimedAt { get; init; }
    public string? Answer { get; init; }
}
