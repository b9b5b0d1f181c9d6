namespace VpnMesh.Monitoring.Measurements;

/// <summary>A row of <c>measurement</c>; see its migration for the columns.</summary>
internal sealed record MeasurementRow
{
    /// <summary>Resolution of what monitors tell.</summary>
    public const string Window = "window";

    /// <summary>Resolution of the sums of hours.</summary>
    public const string Hour = "hour";

    public required string MonitorId { get; init; }
    public required string Resolution { get; init; }
    public required long WindowStart { get; init; }
    public required long WindowSeconds { get; init; }
    public required long Sent { get; init; }
    public required long Received { get; init; }
    public required long RttMinUs { get; init; }
    public required long RttMaxUs { get; init; }
    public required long RttTotalUs { get; init; }
}
