using Google.Protobuf;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>The newest report about each of many things, in the order in which they came, and which of them the service has yet to hear.</summary>
/// <param name="most">Greatest number of reports that are kept; the one that came first goes for one that is too many.</param>
internal sealed class UntoldReports<TKey, TReport>(int most = int.MaxValue) : IDisposable
    where TKey : notnull
    where TReport : IMessage
{
    private const int MostAtOnce = 500;

    // Far below what a message may have, and beyond that by one report at the most.
    private const int EnoughBytes = 1 << 20;
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, (long Number, TReport Report)> _newest = [];
    private readonly SortedDictionary<long, TKey> _order = [];
    private readonly SortedSet<long> _untold = [];
    private readonly SemaphoreSlim _somethingUntold = new(0, 1);
    private long _lastNumber;

    public void Add(TKey key, TReport report)
    {
        lock (_lock)
        {
            Drop(key);
            if (_newest.Count >= most)
            {
                Drop(_order.First().Value);
            }
            var number = ++_lastNumber;
            _newest[key] = (number, report);
            _order[number] = key;
            _untold.Add(number);
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

    /// <summary>Forgets what is told of all others.</summary>
    public void RemoveAllBut(IReadOnlySet<TKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in _newest.Keys.Where(key => !keys.Contains(key)).ToArray())
            {
                Drop(key);
            }
        }
    }

    /// <summary>Tells of one thing again, if there is anything to tell.</summary>
    public void TellAgain(TKey key)
    {
        lock (_lock)
        {
            if (_newest.TryGetValue(key, out var newest) && _untold.Add(newest.Number))
            {
                Wake();
            }
        }
    }

    /// <summary>Forgets a report that was told and that nobody needs again, unless there is a newer one.</summary>
    public void Forget(TKey key, TReport report)
    {
        lock (_lock)
        {
            if (_newest.TryGetValue(key, out var newest) && ReferenceEquals(newest.Report, report))
            {
                Drop(key);
            }
        }
    }

    /// <summary>Tells everything again: nobody knows what was lost with a stream.</summary>
    public void TellAgain()
    {
        lock (_lock)
        {
            _untold.UnionWith(_order.Keys);
            Wake();
        }
    }

    /// <summary>Waits until something is untold and takes it, as much of it as fits into a message.</summary>
    public async Task<IReadOnlyList<TReport>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _somethingUntold.WaitAsync(cancellationToken);
            var reports = Take();
            if (reports.Count > 0)
            {
                return reports;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _somethingUntold.Dispose();

    private void Drop(TKey key)
    {
        if (_newest.Remove(key, out var newest))
        {
            _order.Remove(newest.Number);
            _untold.Remove(newest.Number);
        }
    }

    private List<TReport> Take()
    {
        lock (_lock)
        {
            var (reports, bytes) = (new List<TReport>(), 0);
            while (_untold.Count > 0 && reports.Count < MostAtOnce && bytes < EnoughBytes)
            {
                var number = _untold.Min;
                _untold.Remove(number);
                var report = _newest[_order[number]].Report;
                reports.Add(report);
                bytes += report.CalculateSize();
            }
            if (_untold.Count > 0)
            {
                Wake();
            }
            return reports;
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
