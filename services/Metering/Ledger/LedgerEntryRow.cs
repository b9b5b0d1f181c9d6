namespace VpnMesh.Metering.Ledger;

/// <summary>A row of <c>ledger_entry</c>; see its migration for the columns.</summary>
internal sealed record LedgerEntryRow
{
    public long Seq { get; init; }
    public required string EventId { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public required string ResourceType { get; init; }
    public required string ResourceId { get; init; }
    public required string Meter { get; init; }
    public required long AtMs { get; init; }
    public required long Delta { get; init; }
}
