namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>The operation of connection logs, in the file of its name.</summary>
internal sealed partial class ConnectionLogService(MonitoringDatabase database, SiteToSiteClient siteToSite, ConnectionLogBound bound)
    : Protos.Monitoring.V5.ConnectionLogs.ConnectionLogsBase;
