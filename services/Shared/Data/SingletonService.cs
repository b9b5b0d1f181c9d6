using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Shared.Data;

/// <summary>
/// Work that at most one replica of a part does at a time: whoever holds the lease of that name in the part's own store. A replica
/// that dies loses the lease after <see cref="LeaseTime"/>; one that stops gives it back at once; one that wakes up after it was stopped
/// for longer can write nothing any more (<see cref="LeaseFence"/>).
/// </summary>
public abstract class SingletonService : BackgroundService
{
    /// <summary>How long a lease lasts without renewal.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly string _name;
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lease _lease;
    private readonly LeaseFence _fence;

    // When the lease was last asked for and held; null when it is not.
    private long? _heldSince;

    /// <summary>Does nothing yet.</summary>
    /// <param name="name">Name of the lease.</param>
    /// <param name="database">Store of the part.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Where failures are told.</param>
    protected SingletonService(string name, Database database, TimeProvider time, ILogger logger)
    {
        (_name, _database, _time, _logger) = (name, database, time, logger);
        _lease = new Lease(name, time.NewId(), LeaseTime, time);
        _fence = new LeaseFence(database, _lease);
    }

    /// <summary>One round of the work. Called again at once when it returns true, and after <see cref="WaitAsync"/> otherwise.</summary>
    /// <returns>Whether there is more to do.</returns>
    protected abstract Task<bool> WorkAsync(CancellationToken cancellationToken);

    /// <summary>Waits for something to do.</summary>
    protected abstract Task WaitAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await _database.Scripts.Applied.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _heldSince = null;
                _logger.LogWarning(exception, "{Name} will try again", _name);
                await Task.Delay(Pause, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                // Stopping: what was not finished is taken up by the next holder.
            }
        }
        await GiveBackAsync();
    }

    private async Task RoundAsync(CancellationToken stoppingToken)
    {
        if (!await HoldAsync(stoppingToken))
        {
            await Task.Delay(Pause, _time, stoppingToken);
            return;
        }
        if (!await WorkWithLeaseAsync(stoppingToken))
        {
            await WaitAsync(stoppingToken);
        }
    }

    private async Task<bool> WorkWithLeaseAsync(CancellationToken stoppingToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var renewing = RenewAsync(done.Token);
        try
        {
            return await _fence.RunAsync(() => WorkAsync(stoppingToken));
        }
        finally
        {
            await done.CancelAsync();
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Keeps the lease while the work takes long.</summary>
    private async Task RenewAsync(CancellationToken done)
    {
        do
        {
            await Task.Delay(LeaseTime / 3, _time, done);
        }
        while (await HoldAsync(done));
    }

    private async Task<bool> HoldAsync(CancellationToken stoppingToken)
    {
        if (_heldSince is { } since && _time.GetElapsedTime(since) < LeaseTime / 3)
        {
            return true;
        }
        var asked = _time.GetTimestamp();
        var isHeld = await _database.InTransactionAsync(_lease.TryTakeAsync, stoppingToken);
        _heldSince = isHeld ? asked : null;
        return isHeld;
    }

    private async Task GiveBackAsync()
    {
        try
        {
            await _database.InTransactionAsync(_lease.GiveBackAsync, CancellationToken.None);
        }
        catch (Exception exception)
        {
            _logger.LogInformation(exception, "{Name} could not give its lease back; it runs out by itself", _name);
        }
    }
}
