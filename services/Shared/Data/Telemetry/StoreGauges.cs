using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Data.Telemetry;

/// <summary>
/// Looks into a store from time to time and keeps what it found for whoever scrapes. While the store does not answer its gauges are absent
/// and <c>vpnmesh_store_up</c> is 0.
/// </summary>
/// <typeparam name="TDatabase">The store.</typeparam>
internal sealed class StoreGauges<TDatabase>(
    TDatabase database,
    IEnumerable<IStoreReading<TDatabase>> readings,
    TelemetrySettings settings,
    IMeterFactory meters,
    TimeProvider time,
    ILogger<StoreGauges<TDatabase>> logger)
    : BackgroundService
    where TDatabase : Database
{
    // A store so large that a look takes long is looked into less often.
    private const int LeastRest = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly IStoreReading<TDatabase>[] _readings = [.. readings];
    private readonly KeyValuePair<string, object?> _part = new("part", database.Part);
    private volatile StoreValues? _found;
    private bool? _isUp;
    private double _lookTime;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (!settings.IsScraped)
        {
            return Task.CompletedTask;
        }
        // Of this host: it goes with it.
        var meter = meters.Create(PartTelemetry.Name);
        meter.CreateObservableGauge("vpnmesh.store.up", Up, description: "Whether the store of a part answered the last look.");
        meter.CreateObservableGauge("vpnmesh.store.look.duration", LookTime, "s", "Time of the last look into the store of a part.");
        foreach (var gauge in _readings.SelectMany(reading => reading.Gauges))
        {
            meter.CreateObservableGauge(gauge.Name, () => _found?.Of(gauge) ?? [], gauge.Unit, gauge.Description);
        }
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await database.Scripts.Applied.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            await LookAsync(stoppingToken);
            var taken = Stopwatch.GetElapsedTime(start);
            _lookTime = taken.TotalSeconds;
            var rest = taken * LeastRest > settings.Interval ? taken * LeastRest : settings.Interval;
            await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
        try
        {
            var found = new StoreValues();
            await using var session = await database.OpenAsync(both.Token);
            foreach (var reading in _readings)
            {
                await reading.ReadAsync(session, found);
            }
            _found = found;
            _isUp = true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            _found = null;
            if (_isUp != false)
            {
                logger.LogWarning(exception, "The store of {Part} cannot be looked into; its gauges are absent until it can", database.Part);
            }
            _isUp = false;
        }
        catch (Exception)
        {
            // Stopping.
        }
    }

    private IEnumerable<Measurement<int>> Up() => _isUp is { } up ? [new Measurement<int>(up ? 1 : 0, _part)] : [];

    private IEnumerable<Measurement<double>> LookTime() => _isUp is null ? [] : [new Measurement<double>(_lookTime, _part)];
}
