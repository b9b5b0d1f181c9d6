using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Monitors;

/// <summary>What sends the probes of monitors.</summary>
public interface IProbeBackend
{
    /// <summary>Sends one probe and waits for the answer, less than a second or so.</summary>
    /// <param name="connectionId">The connection whose ends it goes between.</param>
    /// <param name="monitor">From where, to where and how.</param>
    /// <param name="cancellationToken">The monitor has ended.</param>
    /// <returns>The round-trip time; null when no answer came.</returns>
    Task<TimeSpan?> ProbeAsync(string connectionId, MonitorSpec monitor, CancellationToken cancellationToken);
}
