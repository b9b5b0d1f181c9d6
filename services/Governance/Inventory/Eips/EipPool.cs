namespace VpnMesh.Governance.Inventory.Eips;

/// <summary>
/// Hands out free addresses of the pool (setting <c>EIP_POOL</c>). Each replica takes a stretch at a time, so that new EIPs do not
/// queue for one row. What a replica loses with its memory is found free again when the pool has been gone round.
/// </summary>
internal sealed class EipPool(GovernanceDatabase database, InventorySettings settings) : IDisposable
{
    private const long Stretch = 256;
    private readonly Queue<long> _free = new();
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Takes addresses; fewer than asked for when the pool is exhausted.</summary>
    public async Task<IReadOnlyList<long>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return [];
        }
        await _one.WaitAsync(cancellationToken);
        try
        {
            var taken = new List<long>(count);
            while (taken.Count < count && (_free.Count > 0 || await RefillAsync(cancellationToken)))
            {
                taken.Add(_free.Dequeue());
            }
            return taken;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Another replica went round to addresses that were kept here: they are looked up anew.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        _free.Clear();
        _one.Release();
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private async Task<bool> RefillAsync(CancellationToken cancellationToken)
    {
        var pool = settings.EipPool;
        var size = Math.Min(Stretch, pool.Size);
        // One more than a whole round: it may begin in the middle.
        for (var seen = 0L; seen < pool.Size + size && _free.Count == 0 && size > 0; seen += size)
        {
            await RefillAsync(size, cancellationToken);
        }
        return _free.Count > 0;
    }

    private async Task RefillAsync(long size, CancellationToken cancellationToken)
    {
        var pool = settings.EipPool;
        var offset = await database.InTransactionAsync(
            session => EipStore.AdvanceAsync(session, settings.EipPoolName, size, pool.Size), cancellationToken);
        var first = pool.First + offset;
        var last = Math.Min(first + size - 1, pool.Last);
        var used = await database.ReadAsync(session => EipStore.AddressesInUseAsync(session, first, last), cancellationToken);
        for (var address = first; address <= last; address++)
        {
            if (!used.Contains(address))
            {
                _free.Enqueue(address);
            }
        }
    }
}
