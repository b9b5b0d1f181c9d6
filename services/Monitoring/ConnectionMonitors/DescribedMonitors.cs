using VpnMesh.Protos.SiteToSite.V1;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>What a monitor has from its connection.</summary>
internal static class DescribedMonitors
{
    /// <summary>The monitor with what its connection says; an address that the connection does not have at present stays what it was.</summary>
    public static ConnectionMonitorRow With(this ConnectionMonitorRow monitor, DescribedConnection connection) => monitor with
    {
        EnterpriseProjectId = connection.EnterpriseProjectId,
        SourceIp = connection.SourceIp.Length > 0 ? connection.SourceIp : monitor.SourceIp,
        DestinationIp = connection.DestinationIp.Length > 0 ? connection.DestinationIp : monitor.DestinationIp,
    };
}
