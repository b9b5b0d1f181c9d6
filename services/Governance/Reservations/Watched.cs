namespace VpnMesh.Governance.Reservations;

/// <summary>
/// Since when things have been seen again and again, by the monotonic clock of this process: a step of a clock, or skew between replicas,
/// makes nothing older than it is.
/// </summary>
/// <typeparam name="TKey">What tells one thing from another.</typeparam>
internal sealed class Watched<TKey>(TimeProvider time)
    where TKey : notnull
{
    private Dictionary<TKey, long> _since = [];

    /// <summary>Takes over what there is now; what is not among it is forgotten.</summary>
    /// <returns>What has been there for so long.</returns>
    public IReadOnlyList<T> For<T>(TimeSpan length, IReadOnlyList<T> present, Func<T, TKey> keyOf)
    {
        var now = time.GetTimestamp();
        _since = present.ToDictionary(keyOf, thing => _since.TryGetValue(keyOf(thing), out var since) ? since : now);
        return [.. present.Where(thing => time.GetElapsedTime(_since[keyOf(thing)], now) >= length)];
    }
}
