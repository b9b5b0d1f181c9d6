using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Api.Secrets;

/// <summary>Hashes of passwords, which are costly by intent: so many at a time, and so many that wait.</summary>
/// <param name="processors">How many may be at work. While long ones are, other requests need a processor that is left to them.</param>
/// <param name="longest">How many may wait or be at work.</param>
/// <param name="whenFull">What one more is refused with; its message may name the number.</param>
public sealed class HashQueue(int processors, int longest, ErrorCode whenFull) : IDisposable
{
    private readonly SemaphoreSlim _processors = new(processors);
    private int _waiting;

    /// <summary>Runs work that takes a processor for some milliseconds.</summary>
    /// <exception cref="DomainException">Too many wait already.</exception>
    public async Task<T> RunAsync<T>(Func<T> work)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > longest)
            {
                throw whenFull.With(longest);
            }
            await _processors.WaitAsync();
            try
            {
                return await Task.Run(work);
            }
            finally
            {
                _processors.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _processors.Dispose();
}
