using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace VpnMesh.Shared.Api.Telemetry;

/// <summary>What the runtime does not tell of the process by itself.</summary>
internal sealed class ProcessGauges(IMeterFactory meters) : IHostedService
{
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly Meter _meter = meters.Create(PartTelemetry.Name);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var startedAt = new DateTimeOffset(_process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        _meter.CreateObservableGauge("vpnmesh.process.start_time", () => startedAt, "s", "When the process was started, in Unix seconds.");
        _meter.CreateObservableGauge("vpnmesh.process.handles", Handles, description: "Open file descriptors of the process.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _process.Dispose();
        return Task.CompletedTask;
    }

    private int Handles()
    {
        _process.Refresh();
        return _process.HandleCount;
    }
}
