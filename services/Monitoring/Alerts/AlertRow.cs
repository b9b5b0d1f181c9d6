namespace VpnMesh.Monitoring.Alerts;

/// <summary>A row of <c>alert</c>; see its migration for the columns.</summary>
internal sealed record AlertRow
{
    public required string Id { get; init; }
    public required string Rule { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public required string AboutType { get; init; }
    public required string AboutId { get; init; }
    public required string AboutName { get; init; }
    public required string Summary { get; init; }
    public required long RaisedAt { get; init; }
    public long? ClearedAt { get; init; }
    public string ClearedBecause { get; init; } = "";
}
