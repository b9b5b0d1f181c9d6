using System.Diagnostics;

namespace VpnMesh.TestKit;

/// <summary>Waits for what happens by itself: polls a condition until it holds or a deadline passes. The one place of the tests that waits.</summary>
public static class Eventually
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    /// <summary>Long, since a machine may be busy: only a test that fails waits this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task Async(Func<bool> condition, TimeSpan? timeout = null) => Async(() => Task.FromResult(condition()), timeout);

    /// <exception cref="TimeoutException">The condition did not hold in time; the last failure is the inner exception.</exception>
    public static async Task Async(Func<Task<bool>> condition, TimeSpan? timeout = null)
    {
        var limit = timeout ?? Patience;
        var watch = Stopwatch.StartNew();
        Exception? last = null;
        while (watch.Elapsed < limit)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
                last = null;
            }
            catch (Exception exception)
            {
                last = exception;
            }
            await Task.Delay(PauseAfter(watch.Elapsed));
        }
        throw new TimeoutException($"The condition did not hold within {limit.TotalSeconds} s.", last);
    }

    /// <summary>An eighth of the time waited already: what takes long, such as a process that starts, is not kept busy with being asked.</summary>
    private static TimeSpan PauseAfter(TimeSpan waited) => (waited / 8) switch
    {
        var pause when pause < ShortestPause => ShortestPause,
        var pause when pause > LongestPause => LongestPause,
        var pause => pause,
    };
}
