namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>The newest report about each of many things, and which of them the service has yet to hear.</summary>
/// <param name="most">Greatest number of reports that are kept; the one that came first goes for one that is too many.</param>
internal sealed class UntoldReports<TKey, TReport>(int most = int.MaxValue) : IDisposable
    where TKey : notnull
{
    private const int LargestReport = 500;
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, TReport> _newest = [];
    private readonly HashSet<TKey> _untold = [];
    private readonly SemaphoreSlim _somethingUntold = new(0, 1);

    public void Add(TKey key, TReport report)
    {
        lock (_lock)
        {
            if (_newest.Count >= most && !_newest.ContainsKey(key))
            {
                Drop(_newest.Keys.First());
            }
            _newest[key] = report;
            _untold.Add(key);
            Wake();
        }
    }

    public void Remove(TKey key)
    {
        lock (_lock)
        {
            Drop(key);
        }
    }

    /// <summary>Tells of one thing again, if there is anything to tell.</summary>
    public void TellAgain(TKey key)
    {
        lock (_lock)
        {
            if (_newest.ContainsKey(key) && _untold.Add(key))
            {
                Wake();
            }
        }
    }

    /// <summary>Tells everything again: nobody knows what was lost with a stream.</summary>
    public void TellAgain()
    {
        lock (_lock)
        {
            _untold.UnionWith(_newest.Keys);
            Wake();
        }
    }

    /// <summary>Waits until something is untold and takes it: some hundreds at most.</summary>
    public async Task<IReadOnlyList<TReport>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _somethingUntold.WaitAsync(cancellationToken);
            var reports = Take();
            if (reports.Length > 0)
            {
                return reports;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _somethingUntold.Dispose();

    private void Drop(TKey key)
    {
        _newest.Remove(key);
        _untold.Remove(key);
    }

    private TReport[] Take()
    {
        lock (_lock)
        {
            var keys = _untold.Take(LargestReport).ToArray();
            _untold.ExceptWith(keys);
            if (_untold.Count > 0)
            {
                Wake();
            }
            return [.. keys.Select(key => _newest[key])];
        }
    }

    private void Wake()
    {
        if (_somethingUntold.CurrentCount == 0)
        {
            _somethingUntold.Release();
        }
    }
}
