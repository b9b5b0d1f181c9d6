using VpnMesh.GatewayAgent.Link;
using VpnMesh.GatewayAgent.Tunnels;

namespace VpnMesh.GatewayAgent;

/// <summary>One agent: runs its tunnels and keeps connecting to the service, for ever, ever more patiently.</summary>
internal sealed class AgentService(
    AgentIdentity identity,
    TunnelSet tunnels,
    CertificateSet certificates,
    ConnectionSet connections,
    SiteToSiteLink link,
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
        var observing = Task.WhenAll(
            tunnels.ObserveAsync(stoppingToken), certificates.ObserveAsync(stoppingToken), connections.ObserveAsync(stoppingToken));
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
        using var session = new LinkSession(identity, tunnels, certificates, connections, time);
        try
        {
            using var call = link.Open(stoppingToken);
            await session.RunAsync(call, stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            return session.Accepted;
        }
        catch (Exception exception)
        {
            logger.LogWarning("Agent {AgentId} will connect again: {Reason}", identity.Id, exception.Message);
        }
        return session.Accepted;
    }
}
