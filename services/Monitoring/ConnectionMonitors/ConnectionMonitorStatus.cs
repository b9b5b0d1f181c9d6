namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>The status of a monitor on the wire (contract: ConnectionMonitorInfo), derived on every read.</summary>
internal static class ConnectionMonitorStatus
{
    public const string Active = "ACTIVE";
    public const string PendingCreate = "PENDING_CREATE";
    public const string PendingDelete = "PENDING_DELETE";

    public static string Status(this ConnectionMonitorRow monitor) => monitor switch
    {
        { Deleting: 1 } => PendingDelete,
        { Probed: 1 } => Active,
        _ => PendingCreate,
    };
}
