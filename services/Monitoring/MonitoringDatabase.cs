using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring;

/// <summary>Store of the monitoring service.</summary>
public sealed class MonitoringDatabase(IConfiguration settings) : Database("monitoring", settings);
