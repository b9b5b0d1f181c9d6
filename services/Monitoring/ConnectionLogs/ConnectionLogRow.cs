namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>A row of <c>connection_log</c>; see its migration for the columns.</summary>
internal sealed record ConnectionLogRow
{
    public required string EventId { get; init; }
    public required string ConnectionId { get; init; }
    public required long TimeMs { get; init; }
    public string? GatewayAddress { get; init; }
    public string? PeerAddress { get; init; }
    public long PeerPort { get; init; }
    public long ProcessId { get; init; }
    public required string Sentence { get; init; }
    public string Reason { get; init; } = "";
}

/// <summary>A row of <c>logged_connection</c>.</summary>
internal sealed record LoggedConnectionRow
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string EnterpriseProjectId { get; init; }
    public string? GatewayAddress { get; init; }
    public long Lines { get; init; }
    public long? GoneAt { get; init; }
}
