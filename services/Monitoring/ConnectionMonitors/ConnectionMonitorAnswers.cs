using VpnMesh.Protos.Monitoring.V5;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>A monitor as each operation answers it.</summary>
internal static class ConnectionMonitorAnswers
{
    public const string Icmp = "icmp";

    /// <summary>The answer of the creation (contract: CreateConnectionMonitorInfo): without status.</summary>
    public static ConnectionMonitor Created(ConnectionMonitorRow monitor) => new()
    {
        Id = monitor.Id,
        VpnConnectionId = monitor.VpnConnectionId,
        Type = "gateway",
        SourceIp = monitor.SourceIp,
        DestinationIp = monitor.DestinationIp,
        ProtoType = Icmp,
    };

    /// <summary>A monitor that is read (contract: ConnectionMonitorInfo).</summary>
    public static ConnectionMonitor Shown(ConnectionMonitorRow monitor)
    {
        var answer = Created(monitor);
        answer.Status = monitor.Status();
        return answer;
    }
}
