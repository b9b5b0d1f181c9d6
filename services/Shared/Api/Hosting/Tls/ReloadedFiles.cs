namespace VpnMesh.Shared.Api.Hosting.Tls;

/// <summary>
/// What is read from files, and read anew once they have changed. Their content is compared: links that are switched and files that are
/// replaced are seen alike. What cannot be read keeps the old one in use.
/// </summary>
/// <typeparam name="T">What is made of the files.</typeparam>
public sealed class ReloadedFiles<T>
    where T : class
{
    // Between two looks. One that is asked for in between gets what is there.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly IReadOnlyList<string> _paths;
    private readonly Func<IReadOnlyList<byte[]>, T> _read;
    private readonly TimeProvider _time;
    private readonly Action<T?, Exception?> _tell;
    private readonly Lock _lock = new();
    private IReadOnlyList<byte[]> _seen;
    private long _lookedAt;
    private volatile T _current;

    /// <param name="paths">The files.</param>
    /// <param name="read">Makes something of their contents, in the same order.</param>
    /// <param name="time">Clock.</param>
    /// <param name="tell">Is told what was read anew, or why it was not.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public ReloadedFiles(IReadOnlyList<string> paths, Func<IReadOnlyList<byte[]>, T> read, TimeProvider time, Action<T?, Exception?> tell)
    {
        (_paths, _read, _time, _tell) = (paths, read, time, tell);
        _seen = ReadAll();
        _lookedAt = time.GetTimestamp();
        _current = read(_seen);
    }

    /// <summary>What the files say now, or said when they were last readable.</summary>
    public T Current
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= s_pause && _lock.TryEnter())
            {
                try
                {
                    Look();
                }
                finally
                {
                    _lock.Exit();
                }
            }
            return _current;
        }
    }

    private void Look()
    {
        Volatile.Write(ref _lookedAt, _time.GetTimestamp());
        try
        {
            var found = ReadAll();
            if (found.Zip(_seen).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            {
                return;
            }
            // Told once, even if it is of no use.
            _seen = found;
            _current = _read(found);
            _tell(_current, null);
        }
        catch (Exception failure)
        {
            _tell(null, failure);
        }
    }

    private byte[][] ReadAll() => [.. _paths.Select(File.ReadAllBytes)];
}
