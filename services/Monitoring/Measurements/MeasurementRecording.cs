using System.Globalization;
using VpnMesh.Monitoring.ConnectionMonitors;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Measurements;

/// <summary>
/// Keeps what monitors measure, each window once, and adds it to the sums of its hour. What a monitor tells that is to go is not kept.
/// </summary>
internal sealed class MeasurementRecording : IEventHandler
{
    private const long HourMs = 3_600_000;

    public static IReadOnlyList<string> Types { get; } = ["connection_monitor.measured"];

    public async Task HandleAsync(Session session, CloudEvent cloudEvent)
    {
        var window = ToRow(cloudEvent.Subject, cloudEvent.DataOf<ConnectionMonitorMeasured>());
        if (await session.HoldMonitorAsync(window.MonitorId) && await session.KeepAsync(window))
        {
            await session.SumAsync(window with
            {
                Resolution = MeasurementRow.Hour,
                WindowStart = window.WindowStart - (window.WindowStart % HourMs),
                WindowSeconds = HourMs / 1000,
            });
        }
    }

    private static MeasurementRow ToRow(string monitorId, ConnectionMonitorMeasured measured) => new()
    {
        MonitorId = monitorId,
        Resolution = MeasurementRow.Window,
        WindowStart = DateTimeOffset.Parse(measured.WindowStart, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
        WindowSeconds = measured.WindowSeconds,
        Sent = measured.Sent,
        Received = measured.Received,
        RttMinUs = measured.RttMinUs,
        RttMaxUs = measured.RttMaxUs,
        RttTotalUs = measured.RttAvgUs * measured.Received,
    };
}
