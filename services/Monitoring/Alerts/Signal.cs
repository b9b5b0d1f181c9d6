namespace VpnMesh.Monitoring.Alerts;

/// <summary>
/// Wakes work of this process. Only a short cut: writes of other replicas give no signal here, so whoever waits looks again after a while
/// anyway.
/// </summary>
internal abstract class Signal(TimeProvider time)
{
    private TaskCompletionSource _next = Fresh();

    /// <summary>The next signal; take it before looking at the store, so that what is written meanwhile is not missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>There is something to do: call it once the transaction is durable.</summary>
    public void Set() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    /// <summary>Waits for a signal taken from <see cref="Next"/>, but not longer than <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(Task next, TimeSpan atMost, CancellationToken cancellationToken)
    {
        await next.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Something is to be judged.</summary>
internal sealed class AlertSignal(TimeProvider time) : Signal(time);
