using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.GatewayAgent.Monitors;

/// <summary>A monitor at work: sends its probes at even distances and tells each window when it is full.</summary>
internal sealed class Probing : IDisposable
{
    private const int ProbesOfWindow = 10;
    private readonly string _connectionId;
    private readonly IProbeBackend _backend;
    private readonly TimeProvider _time;
    private readonly Action<MonitorMeasurement> _tell;
    private readonly CancellationTokenSource _end = new();
    private volatile MonitorSpec _spec;

    /// <summary>Begins to probe.</summary>
    public Probing(string connectionId, MonitorSpec spec, IProbeBackend backend, TimeProvider time, Action<MonitorMeasurement> tell)
    {
        (_connectionId, _spec, _backend, _time, _tell) = (connectionId, spec, backend, time, tell);
        _ = RunAsync(_end.Token);
    }

    /// <summary>Whether it can take over a changed spec without beginning anew.</summary>
    public bool IsFor(MonitorSpec spec) => spec.MonitorId == _spec.MonitorId && spec.IntervalSeconds == _spec.IntervalSeconds;

    /// <summary>Follows the addresses of the connection.</summary>
    public void Follow(MonitorSpec spec) => _spec = spec;

    /// <summary>Ends it; what it has measured of a window is lost.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_spec.IntervalSeconds) / ProbesOfWindow, _time);
        var window = new MeasuredWindow(_time.NowMs());
        try
        {
            do
            {
                window = await ProbeAsync(window, cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The monitor is no longer wished.
        }
    }

    private async Task<MeasuredWindow> ProbeAsync(MeasuredWindow window, CancellationToken cancellationToken)
    {
        var current = window.Sent == ProbesOfWindow ? new MeasuredWindow(_time.NowMs()) : window;
        var spec = _spec;
        current.Add(await _backend.ProbeAsync(_connectionId, spec, cancellationToken));
        if (current.Sent == ProbesOfWindow)
        {
            _tell(current.ToMeasurement(_time.NewId(), _connectionId, spec));
        }
        return current;
    }
}
