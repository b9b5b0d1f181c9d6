using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>A monitor is active once an agent probes for it, and goes with its connection.</summary>
internal sealed class MonitoredConnectionEvents(MonitorRemoval removal, ConnectionMonitorEvents events) : IEventHandler
{
    private const string ProbingStarted = "connection_monitor.probing_started";

    public static IReadOnlyList<string> Types { get; } = [ProbingStarted, "vpn_connection.deleted"];

    public Task HandleAsync(Session session, CloudEvent cloudEvent) =>
        cloudEvent.Type == ProbingStarted ? StartAsync(session, cloudEvent.Subject) : RemoveAsync(session, cloudEvent);

    // It may be told before the creation has come to its end.
    private async Task StartAsync(Session session, string monitorId)
    {
        if (await session.LockMonitorAsync(monitorId) is { Probed: 0 } before)
        {
            var after = before with { Probed = 1 };
            await session.UpdateAsync(after);
            await events.AddStatusChangedAsync(session, before, after, requestId: "");
        }
    }

    private async Task RemoveAsync(Session session, CloudEvent deleted)
    {
        foreach (var monitor in await session.LockMonitorsOfAsync(deleted.Subject))
        {
            await removal.RemoveAsync(session, monitor, deleted.RequestId);
        }
    }
}
