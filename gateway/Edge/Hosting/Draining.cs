using VpnMesh.Edge.Pipeline;
using VpnMesh.Shared.Api.Hosting.Health;

namespace VpnMesh.Edge.Hosting;

/// <summary>
/// Lets the requests in flight finish before anything is shut down. The server would drain its own connections, but closes those between
/// the parts of this process at the same time; a request that still has to ask another part would fail. Who comes meanwhile is served,
/// on a connection that ends with the answer: a client whose connection is dropped cannot know whether its request was read.
/// </summary>
internal sealed class Draining(EdgeSettings settings, Drain drain) : IHostedLifecycleService
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private volatile bool _stopping;

    /// <summary>Whether more requests are welcome.</summary>
    public bool Welcomes => !_stopping && !drain.IsUnderWay;

    /// <summary>Requests that are running now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Counts a request while it runs; those that end during the shutdown end their connection.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _inFlight);
        context.Response.OnStarting(EndConnection, context.Response);
        try
        {
            await next(context);
        }
        finally
        {
            if (Interlocked.Decrement(ref _inFlight) == 0 && _stopping)
            {
                _drained.TrySetResult();
            }
        }
    }

    /// <inheritdoc />
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        // The last request must either be seen here or see that it is waited for.
        Interlocked.MemoryBarrier();
        if (InFlight > 0)
        {
            await _drained.Task.WaitAsync(settings.DrainPatience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task EndConnection(object response)
    {
        if (!Welcomes)
        {
            ((HttpResponse)response).Headers.Connection = "close";
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>How an application gets to drain.</summary>
internal static class DrainingRegistration
{
    // After the drain the server closes what is idle, and the parts of this process end.
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10);

    public static void AddDraining(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Draining>().AddHostedService(services => services.GetRequiredService<Draining>());
        builder.Services.AddOptions<HostOptions>()
            .Configure<EdgeSettings>((host, settings) => host.ShutdownTimeout = settings.DrainPatience + s_rest);
    }
}
