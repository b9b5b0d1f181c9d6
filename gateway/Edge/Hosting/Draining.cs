namespace VpnMesh.Edge.Hosting;

/// <summary>
/// Lets the requests in flight finish before anything is shut down. The server would drain its own connections, but closes those between
/// the parts of this process at the same time; a request that still has to ask another part would fail.
/// </summary>
internal sealed class Draining(IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(25);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private volatile bool _stopping;

    /// <summary>Whether new connections are welcome. When they are not they are closed at once, which clients take as not connected.</summary>
    public bool Accepts => !_stopping && !lifetime.ApplicationStopping.IsCancellationRequested;

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
            if (Interlocked.Decrement(ref _inFlight) == 0 && !Accepts)
            {
                _drained.TrySetResult();
            }
        }
    }

    /// <inheritdoc />
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        if (InFlight > 0)
        {
            await _drained.Task.WaitAsync(s_patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task EndConnection(object response)
    {
        if (!Accepts)
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
