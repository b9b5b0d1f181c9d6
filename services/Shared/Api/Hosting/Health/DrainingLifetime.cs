using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VpnMesh.Shared.Api.Hosting.Health;

/// <summary>
/// Ends a process by signals, as the host does by itself, but drains it first when it is a platform that asks (SIGTERM). Nothing in the
/// process is told that it stops before the drain is over. A person (Ctrl-C) need not wait.
/// </summary>
/// <param name="length">How long to drain.</param>
/// <param name="drain">The drain.</param>
/// <param name="lifetime">The end.</param>
/// <param name="logger">Where it is told.</param>
internal sealed class DrainingLifetime(TimeSpan length, Drain drain, IHostApplicationLifetime lifetime, ILogger<DrainingLifetime> logger)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        On(PosixSignal.SIGTERM, Terminate);
        On(PosixSignal.SIGINT, lifetime.StopApplication);
        On(PosixSignal.SIGQUIT, lifetime.StopApplication);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    private void On(PosixSignal signal, Action act) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        act();
    }));

    private void Terminate()
    {
        logger.LogInformation("Asked to end; draining for {Seconds} seconds", length.TotalSeconds);
        _ = drain.RunAsync(length);
    }
}
