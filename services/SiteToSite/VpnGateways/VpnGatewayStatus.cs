namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>The status of a gateway on the wire (contract: CreateVgw, lifecycle): derived from desired and observed state on every read.</summary>
internal static class VpnGatewayStatus
{
    public const string PendingCreate = "PENDING_CREATE";
    public const string Active = "ACTIVE";
    public const string PendingUpdate = "PENDING_UPDATE";
    public const string PendingDelete = "PENDING_DELETE";
    public const string Fault = "FAULT";
    public const string Freezed = "FREEZED";
    public const string Upgrading = "UPGRADING";
    public const string PendingUpgradeConfirm = "PENDING_UPGRADE_CONFIRM";
    public const string RollingBack = "ROLLING_BACK";

    public static string Status(this VpnGatewayRow gateway) => gateway switch
    {
        { Deleting: 1 } => PendingDelete,
        { Frozen: 1 } => Freezed,
        // What becomes of end points that fail meanwhile is for the job to judge.
        { UpgradeStatus: { } upgrading } => upgrading,
        { Failed: 1 } => Fault,
        { ObservedGeneration: 0 } => PendingCreate,
        _ when gateway.ObservedGeneration < gateway.Generation && !gateway.OnlyDropsOldVersion() => PendingUpdate,
        _ => Active,
    };

    /// <summary>An upgrade that is confirmed is over for the caller: that its agents still have to drop the old version is no change.</summary>
    private static bool OnlyDropsOldVersion(this VpnGatewayRow gateway) =>
        gateway.ConfirmedGeneration == gateway.Generation && gateway.ObservedGeneration == gateway.Generation - 1;
}
