using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace VpnMesh.Shared.Api.Hosting.Health;

/// <summary>
/// The time between the wish that the process should end and its end (setting <c>DRAIN_SECONDS</c>, default 0). Everything goes on
/// meanwhile, but the process says that it is not ready, so that callers turn to others before it stops to listen.
/// </summary>
public sealed class Drain(IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const string Setting = "DRAIN_SECONDS";
    private int _begun;

    /// <summary>Whether the end is near: calls are still answered, but better made elsewhere.</summary>
    public bool IsUnderWay => Volatile.Read(ref _begun) > 0 || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>How long a process drains.</summary>
    /// <exception cref="InvalidOperationException">The setting is not a number of seconds.</exception>
    public static TimeSpan TimeOf(IConfiguration settings)
    {
        var text = settings[Setting];
        if (string.IsNullOrEmpty(text))
        {
            return TimeSpan.Zero;
        }
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidOperationException($"The setting {PartHost.EnvironmentPrefix}{Setting} must be a number of seconds from 0 to 3600.");
    }

    /// <summary>Drains, then has the process end. Who asks a second time, or before the process has started, does not want to wait.</summary>
    /// <param name="length">How long.</param>
    public async Task RunAsync(TimeSpan length)
    {
        if (Interlocked.Increment(ref _begun) == 1 && lifetime.ApplicationStarted.IsCancellationRequested)
        {
            await Task.Delay(length, time, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        lifetime.StopApplication();
    }
}
