using System.Collections.Concurrent;

namespace VpnMesh.Identity.OpenStack;

/// <summary>
/// What Keystone answered, for a set time. Whoever asks while the same question is under way waits for its answer. Failures and what was
/// not found are not remembered.
/// </summary>
/// <param name="lifetime">How long an answer counts, from when it was asked for.</param>
/// <param name="time">Clock.</param>
internal sealed class Remembered<TKey, TValue>(TimeSpan lifetime, TimeProvider time)
    where TKey : notnull
    where TValue : class
{
    private const int Capacity = 10_000;
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();

    /// <summary>The answer, from memory or by asking.</summary>
    /// <param name="key">The question.</param>
    /// <param name="ask">Asks it; goes on when the caller hangs up, as others may wait for it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<TValue?> GetAsync(TKey key, Func<TKey, Task<TValue?>> ask, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(key, out var entry) || !IsFresh(entry))
        {
            entry = Ask(key, ask, entry);
        }
        return entry.Answer.Value is { IsCompletedSuccessfully: true } answer
            ? ValueTask.FromResult(answer.Result)
            : new ValueTask<TValue?>(entry.Answer.Value.WaitAsync(cancellationToken));
    }

    /// <summary>An answer that is in memory.</summary>
    public TValue? Find(TKey key) =>
        _entries.TryGetValue(key, out var entry) && IsFresh(entry) && entry.Answer.Value is { IsCompletedSuccessfully: true } answer
            ? answer.Result
            : null;

    /// <summary>Remembers what another answer has told.</summary>
    public void Remember(TKey key, TValue value)
    {
        MakeRoom();
        _entries[key] = new Entry(new Lazy<Task<TValue?>>(Task.FromResult<TValue?>(value)), time.GetTimestamp());
    }

    /// <summary>Forgets an answer that is known to be wrong by now.</summary>
    public void Forget(TKey key) => _entries.TryRemove(key, out _);

    private Entry Ask(TKey key, Func<TKey, Task<TValue?>> ask, Entry? stale)
    {
        MakeRoom();
        Entry asked = null!;
        asked = new Entry(new Lazy<Task<TValue?>>(() => AskAsync(key, ask, asked)), time.GetTimestamp());
        return _entries.AddOrUpdate(key, asked, (_, present) => ReferenceEquals(present, stale) ? asked : present);
    }

    private async Task<TValue?> AskAsync(TKey key, Func<TKey, Task<TValue?>> ask, Entry asked)
    {
        TValue? value = null;
        try
        {
            value = await ask(key);
            return value;
        }
        finally
        {
            if (value is null)
            {
                _entries.TryRemove(KeyValuePair.Create(key, asked));
            }
        }
    }

    private bool IsFresh(Entry entry) => time.GetElapsedTime(entry.Since) < lifetime;

    private void MakeRoom()
    {
        if (_entries.Count < Capacity)
        {
            return;
        }
        foreach (var (key, entry) in _entries)
        {
            if (!IsFresh(entry))
            {
                _entries.TryRemove(KeyValuePair.Create(key, entry));
            }
        }
        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
        }
    }

    private sealed record Entry(Lazy<Task<TValue?>> Answer, long Since);
}
