using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Monitors;

/// <summary>The probes of one window of a monitor so far.</summary>
/// <param name="startMs">When it began, in Unix milliseconds.</param>
internal sealed class MeasuredWindow(long startMs)
{
    private int _received;
    private long _least = long.MaxValue;
    private long _greatest;
    private long _sum;

    /// <summary>Probes so far.</summary>
    public int Sent { get; private set; }

    /// <summary>Counts a probe.</summary>
    /// <param name="roundTrip">Null when no answer came.</param>
    public void Add(TimeSpan? roundTrip)
    {
        Sent++;
        if (roundTrip is not { } time)
        {
            return;
        }
        var microseconds = (long)time.TotalMicroseconds;
        _received++;
        _sum += microseconds;
        _least = Math.Min(_least, microseconds);
        _greatest = Math.Max(_greatest, microseconds);
    }

    /// <summary>What was measured.</summary>
    /// <param name="id">Id of the report.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="monitor">The monitor.</param>
    public MonitorMeasurement ToMeasurement(string id, string connectionId, MonitorSpec monitor) => new()
    {
        Id = id,
        ConnectionId = connectionId,
        MonitorId = monitor.MonitorId,
        WindowStartMs = startMs,
        WindowSeconds = monitor.IntervalSeconds,
        Sent = Sent,
        Received = _received,
        RttMinUs = _received == 0 ? 0 : _least,
        RttAvgUs = _received == 0 ? 0 : _sum / _received,
        RttMaxUs = _greatest,
    };
}
