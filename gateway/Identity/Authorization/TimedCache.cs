using System.Collections.Concurrent;

namespace VpnMesh.Identity.Authorization;

/// <summary>
/// Remembers what was found for a few seconds, so that the request path does not touch the store. What was not found is not
/// remembered: made-up keys cannot push out the others, and what another replica adds is seen at once.
/// </summary>
internal sealed class TimedCache<TValue>(TimeProvider time)
    where TValue : class
{
    /// <summary>How long a change made by another replica may stay unseen.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Lock _changes = new();
    private int _version;

    public ValueTask<TValue?> GetAsync(string key, Func<string, CancellationToken, Task<TValue?>> load, CancellationToken cancellationToken) =>
        _entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Since) < Lifetime
            ? ValueTask.FromResult<TValue?>(entry.Value)
            : LoadAsync(key, load, cancellationToken);

    /// <summary>Forgets everything, also what is being loaded right now.</summary>
    public void Clear()
    {
        lock (_changes)
        {
            _version++;
            _entries.Clear();
        }
    }

    private async ValueTask<TValue?> LoadAsync(string key, Func<string, CancellationToken, Task<TValue?>> load, CancellationToken cancellationToken)
    {
        var version = Volatile.Read(ref _version);
        var since = time.GetTimestamp();
        var value = await load(key, cancellationToken);
        if (value is not null)
        {
            Keep(key, new Entry(value, since), version);
        }
        return value;
    }

    private void Keep(string key, Entry entry, int version)
    {
        lock (_changes)
        {
            if (version != _version)
            {
                return;
            }
            if (_entries.Count >= Capacity)
            {
                _entries.Clear();
            }
            _entries[key] = entry;
        }
    }

    private sealed record Entry(TValue Value, long Since);
}
