using System.Diagnostics;

namespace VpnMesh.TestKit;

/// <summary>Waits for what happens by itself: polls a condition until it holds or a deadline passes. The one place of the tests that waits.</summary>
public static class Eventually
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Long, since a machine may be busy: only a test that fails waits this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task Async(Func<bool> condition, TimeSpan? timeout = null, TimeSpan? pause = null) =>
        Async(() => Task.FromResult(condition()), timeout, pause);

    /// <param name="condition">What is to hold.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="pause">
    /// Time between two looks; longer than by default where a look costs much or many look at once, since what is waited for needs the
    /// processor too.
    /// </param>
    /// <exception cref="TimeoutException">The condition did not hold in time; the last failure is the inner exception.</exception>
    public static async Task Async(Func<Task<bool>> condition, TimeSpan? timeout = null, TimeSpan? pause = null)
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
            await Task.Delay(pause ?? ShortPause);
        }
        throw new TimeoutException($"The condition did not hold within {limit.TotalSeconds} s.", last);
    }
}
