using Grpc.Core;
using VpnMesh.GatewayAgent.Telemetry;
using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Link;

/// <summary>One stream to a service: registers, does as it is told, reports and gives signs of life.</summary>
/// <typeparam name="TUp">What the agent sends.</typeparam>
/// <typeparam name="TDown">What the service sends.</typeparam>
internal abstract class LinkSession<TUp, TDown>(TimeProvider time) : ILinkSession
    where TUp : class
    where TDown : class
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <inheritdoc />
    public bool Accepted { get; private set; }

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken stopping)
    {
        using var call = Open(stopping);
        await SendAsync(call, Message(Registration));
        var registered = await call.ResponseStream.MoveNext(stopping) ? RegisteredOf(call.ResponseStream.Current) : null;
        if (registered is null)
        {
            throw new InvalidDataException("the service did not begin with Registered");
        }
        Accepted = true;
        ApplyTelemetry.Connected();
        try
        {
            await WorkAsync(call, registered, stopping);
        }
        finally
        {
            ApplyTelemetry.Disconnected();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    /// <summary>As what the agent registers.</summary>
    protected abstract Register Registration { get; }

    /// <summary>A call that is not awaited: it fails when first used.</summary>
    protected abstract AsyncDuplexStreamingCall<TUp, TDown> Open(CancellationToken cancellationToken);

    protected abstract TUp Message(Register register);

    protected abstract TUp Message(Heartbeat heartbeat);

    protected abstract Registered? RegisteredOf(TDown message);

    /// <summary>Does what one message says.</summary>
    protected abstract Task ObeyAsync(TDown order, CancellationToken cancellationToken);

    /// <summary>Begins to send what is observed, each kind by itself.</summary>
    protected abstract IEnumerable<Task> Report(Func<TUp, Task> send, CancellationToken cancellationToken);

    /// <summary>Sends reports of one kind as they come.</summary>
    protected static async Task ReportAsync<T>(
        Func<CancellationToken, Task<IReadOnlyList<T>>> take, Func<IReadOnlyList<T>, Task> send, CancellationToken cancellationToken)
    {
        while (true)
        {
            await send(await take(cancellationToken));
        }
    }

    private async Task WorkAsync(AsyncDuplexStreamingCall<TUp, TDown> call, Registered registered, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] work =
        [
            ObeyAsync(call.ResponseStream, end.Token),
            .. Report(message => SendAsync(call, message), end.Token),
            BeatAsync(call, TimeSpan.FromMilliseconds(registered.LeaseMs) / 3, end.Token),
        ];
        var first = await Task.WhenAny(work);
        await end.CancelAsync();
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task ObeyAsync(IAsyncStreamReader<TDown> orders, CancellationToken cancellationToken)
    {
        while (await orders.MoveNext(cancellationToken))
        {
            await ObeyAsync(orders.Current, cancellationToken);
        }
    }

    private async Task BeatAsync(AsyncDuplexStreamingCall<TUp, TDown> call, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await SendAsync(call, Message(new Heartbeat()));
        }
    }

    private async Task SendAsync(AsyncDuplexStreamingCall<TUp, TDown> call, TUp message)
    {
        await _writing.WaitAsync();
        try
        {
            await call.RequestStream.WriteAsync(message);
        }
        finally
        {
            _writing.Release();
        }
    }
}
