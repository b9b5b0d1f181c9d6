using VpnMesh.GatewayAgent.Link;

namespace VpnMesh.GatewayAgent;

/// <summary>One agent at one service: observes its backends and keeps connecting, for ever, ever more patiently.</summary>
/// <param name="agentId">Its id.</param>
/// <param name="observe">Takes in what its backends observe, as long as the process lives.</param>
/// <param name="open">Opens the next stream.</param>
/// <param name="lifetime">In one process with the service there is nothing to connect to before it has started.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Where broken streams are told.</param>
internal sealed class AgentService(
    string agentId,
    Func<CancellationToken, Task> observe,
    Func<ILinkSession> open,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<AgentService> logger)
    : BackgroundService
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    // Well below a lease, so that a service that was away finds its agents in time.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var observing = observe(stoppingToken);
        using var begun = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, begun.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var pause = ShortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await ConnectAsync(stoppingToken))
            {
                pause = ShortestPause;
            }
            // Agents that lost the service together must not all come back at the same moment.
            var jittered = pause * (0.5 + Random.Shared.NextDouble() / 2);
            await Task.Delay(jittered, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        await observing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Serves one stream until it ends.</summary>
    /// <returns>Whether the service had accepted it.</returns>
    private async Task<bool> ConnectAsync(CancellationToken stoppingToken)
    {
        using var session = open();
        try
        {
            await session.RunAsync(stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            return session.Accepted;
        }
        catch (Exception exception)
        {
            logger.LogWarning("Agent {AgentId} will connect again: {Reason}", agentId, exception.Message);
        }
        return session.Accepted;
    }
}
