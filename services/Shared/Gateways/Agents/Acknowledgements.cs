using System.Collections.Concurrent;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>What one agent told on one stream and need not tell again, on its way back to it.</summary>
internal sealed class Acknowledgements
{
    private readonly ConcurrentQueue<string> _ids = new();
    private TaskCompletionSource _next = Fresh();

    /// <summary>Ends when there is something to take; get it before taking, so that what comes meanwhile is not missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Add(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _ids.Enqueue(id);
        }
        Interlocked.Exchange(ref _next, Fresh()).TrySetResult();
    }

    public string[] Take()
    {
        var ids = new List<string>();
        while (_ids.TryDequeue(out var id))
        {
            ids.Add(id);
        }
        return [.. ids];
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
