namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>A row of <c>connection_monitor</c>; see its migration for the columns.</summary>
internal sealed record ConnectionMonitorRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string VpnConnectionId { get; init; }
    public string EnterpriseProjectId { get; init; } = "";
    public string SourceIp { get; init; } = "";
    public string DestinationIp { get; init; } = "";
    public required long CreatedAt { get; init; }
    public required string RequestId { get; init; }
    public long Attached { get; init; }
    public long Probed { get; init; }
    public long Deleting { get; init; }
}
