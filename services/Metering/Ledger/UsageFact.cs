namespace VpnMesh.Metering.Ledger;

/// <summary>What an event tells about the life of a resource.</summary>
internal enum Phase
{
    /// <summary>It began.</summary>
    Began,

    /// <summary>It is another than before.</summary>
    Changed,

    /// <summary>It is gone.</summary>
    Ended,
}

/// <summary>A row of <c>usage_fact</c>; see its migration for the columns.</summary>
internal sealed record UsageFact
{
    public required string EventId { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public required string ResourceType { get; init; }
    public required string ResourceId { get; init; }
    public required Phase Phase { get; init; }
    public required long Generation { get; init; }
    public required long AtMs { get; init; }
    public long? BeganAtMs { get; init; }
    public IReadOnlyDictionary<string, long> Rates { get; init; } = new Dictionary<string, long>();
    public IReadOnlyDictionary<string, long> Amounts { get; init; } = new Dictionary<string, long>();
}
