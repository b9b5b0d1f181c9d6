using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Shared.Data;

/// <summary>
/// Work that at most one replica of a part does at a time: whoever holds the lease of that name in the part's own store. A replica
/// that dies loses the lease after <see cref="LeaseTime"/>; one that stops gives it back at once.
/// </summary>
/// <param name="name">Name of the lease.</param>
/// <param name="database">Store of the part.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Where failures are told.</param>
public abstract class SingletonService(string name, Database database, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>How long a lease lasts without renewal.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly string _owner = time.NewId();
    private long _renewAt;

    /// <summary>One round of the work. Called again at once when it returns true, and after <see cref="WaitAsync"/> otherwise.</summary>
    /// <returns>Whether there is more to do.</returns>
    protected abstract Task<bool> WorkAsync(CancellationToken cancellationToken);

    /// <summary>Waits for something to do.</summary>
    protected abstract Task WaitAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await database.Scripts.Applied.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _renewAt = 0;
                logger.LogWarning(exception, "{Name} will try again", name);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            await Task.Delay(Pause, time, stoppingToken);
            return;
        }
        if (!await WorkAsync(stoppingToken))
        {
            await WaitAsync(stoppingToken);
        }
    }

    private async Task<bool> HoldAsync(CancellationToken stoppingToken)
    {
        var now = time.NowMs();
        if (now < _renewAt)
        {
            return true;
        }
        var until = now + (long)LeaseTime.TotalMilliseconds;
        var held = await database.InTransactionAsync(
            session => session.ExecuteAsync(
                """
                INSERT INTO lease (name, owner, expires_at) VALUES (@name, @owner, @until)
                ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
                WHERE lease.owner = excluded.owner OR lease.expires_at < @now
                """,
                new { name, owner = _owner, until, now }),
            stoppingToken) == 1;
        _renewAt = held ? now + (long)LeaseTime.TotalMilliseconds / 3 : 0;
        return held;
    }

    private async Task GiveBackAsync()
    {
        try
        {
            await database.InTransactionAsync(
                session => session.ExecuteAsync("DELETE FROM lease WHERE name = @name AND owner = @owner", new { name, owner = _owner }),
                CancellationToken.None);
        }
        catch (Exception exception)
        {
            logger.LogInformation(exception, "{Name} could not give its lease back; it runs out by itself", name);
        }
    }
}
