using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Monitors;

/// <summary>
/// The monitors that the agent was told to run and what they measure. As all that the agent runs, they go on while the service is away.
/// </summary>
internal sealed class MonitorSet(IProbeBackend backend, TimeProvider time) : IDisposable
{
    // Told until the service has them; beyond this many, news is worth more than what nobody took for so long.
    private const int MostMeasurements = 100_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Probing> _running = new(StringComparer.Ordinal);

    /// <summary>The monitor of each connection, where the service has asked for it.</summary>
    public UntoldReports<string, ObservedMonitor> Monitors { get; } = new();

    /// <summary>What was measured and the service does not have yet.</summary>
    public UntoldReports<string, MonitorMeasurement> Measurements { get; } = new(MostMeasurements);

    /// <summary>Takes over the monitors of all connections; others end, and all that is to be told is told again.</summary>
    public void Replace(IReadOnlyCollection<DesiredConnection> connections)
    {
        var wanted = connections.Select(connection => connection.ConnectionId).ToHashSet(StringComparer.Ordinal);
        lock (_lock)
        {
            foreach (var id in _running.Keys.Where(id => !wanted.Contains(id)).ToArray())
            {
                Stop(id);
            }
        }
        Monitors.RemoveAllBut(wanted);
        Change(connections);
        Monitors.TellAgain();
        Measurements.TellAgain();
    }

    /// <summary>Follows changes of connections.</summary>
    public void Change(IEnumerable<DesiredConnection> connections)
    {
        foreach (var connection in connections)
        {
            Run(connection.ConnectionId, connection.Removed ? null : connection.Monitor);
            if (connection.Removed)
            {
                Monitors.Remove(connection.ConnectionId);
            }
            else if (connection.Monitor is { } monitor)
            {
                Monitors.Add(connection.ConnectionId, new ObservedMonitor { ConnectionId = connection.ConnectionId, MonitorId = monitor.MonitorId });
            }
        }
    }

    /// <summary>The service has these: they need not be told again.</summary>
    public void Acknowledge(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            Measurements.Remove(id);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var probing in _running.Values)
            {
                probing.Dispose();
            }
            _running.Clear();
        }
        Monitors.Dispose();
        Measurements.Dispose();
    }

    private void Run(string connectionId, MonitorSpec? monitor)
    {
        lock (_lock)
        {
            if (monitor is null or { MonitorId: "" })
            {
                Stop(connectionId);
                return;
            }
            if (_running.TryGetValue(connectionId, out var running) && running.IsFor(monitor))
            {
                running.Follow(monitor);
                return;
            }
            Stop(connectionId);
            _running[connectionId] = new Probing(connectionId, monitor, backend, time, measured => Measurements.Add(measured.Id, measured));
        }
    }

    private void Stop(string connectionId)
    {
        if (_running.Remove(connectionId, out var running))
        {
            running.Dispose();
        }
    }
}
