namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>The status of a connection on the wire (contract: ShowVpnConnection): derived from desired and observed state on every read.</summary>
internal static class VpnConnectionStatus
{
    public const string Error = "ERROR";
    public const string Active = "ACTIVE";
    public const string Down = "DOWN";
    public const string PendingCreate = "PENDING_CREATE";
    public const string PendingUpdate = "PENDING_UPDATE";
    public const string PendingDelete = "PENDING_DELETE";
    public const string Freezed = "FREEZED";
    public const string Unknown = "UNKNOWN";

    public static string Status(this VpnConnectionRow connection) => connection switch
    {
        { Frozen: 1, Deleting: 0 } => Freezed,
        { ObservedState: ObservedTunnel.Failed } when connection.ObservedGeneration >= connection.Generation => Error,
        { Deleting: 1 } => PendingDelete,
        { AppliedGeneration: 0 } => PendingCreate,
        _ when connection.AppliedGeneration < connection.Generation => PendingUpdate,
        { ObservedState: ObservedTunnel.Up } => Active,
        { ObservedState: ObservedTunnel.Down } => Down,
        _ => Unknown,
    };

    /// <summary>Whether something that a caller asked for has yet to be applied.</summary>
    public static bool IsUnderWay(this VpnConnectionRow connection) => connection.Status() is PendingCreate or PendingUpdate or PendingDelete;

    /// <summary>The last change that was asked for, unless it has been applied: then asking for it again repeats nothing.</summary>
    public static string? ChangeUnderWay(this VpnConnectionRow connection) =>
        connection.Status() == PendingUpdate ? connection.LastChange : null;
}

/// <summary>What is known of the tunnel of a connection: column <c>observed_state</c>.</summary>
internal static class ObservedTunnel
{
    public const string Up = "up";
    public const string Down = "down";
    public const string Failed = "failed";

    /// <summary>Its agent is lost, and no other has it yet.</summary>
    public const string Lost = "lost";
}
