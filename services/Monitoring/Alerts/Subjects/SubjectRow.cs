namespace VpnMesh.Monitoring.Alerts.Subjects;

/// <summary>A row of <c>alert_subject</c>; see its migration for the columns.</summary>
internal sealed record SubjectRow
{
    public required string ResourceType { get; init; }
    public required string ProjectId { get; init; }
    public required string ResourceId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public string Name { get; init; } = "";
    public long NameGeneration { get; init; }
    public string Facts { get; init; } = "{}";
    public long? DueAt { get; init; }
    public long? DeletedAt { get; init; }
}
