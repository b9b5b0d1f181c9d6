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
    public const string Upgrading = GatewayUpgradeStatus.Upgrading;
    public const string PendingUpgradeConfirm = GatewayUpgradeStatus.PendingUpgradeConfirm;
    public const string RollingBack = GatewayUpgradeStatus.RollingBack;

    public static string Status(this VpnGatewayRow gateway) => gateway switch
    {
        { Deleting: 1 } => PendingDelete,
        { Frozen: 1 } => Freezed,
        // What becomes of end points that fail meanwhile is for the job to judge.
        { UpgradeStatus: { } upgrading } => upgrading,
        { Failed: 1 } => Fault,
        { ObservedGeneration: 0 } => PendingCreate,
        { IsChanging: true } => PendingUpdate,
        _ => Active,
    };
}
