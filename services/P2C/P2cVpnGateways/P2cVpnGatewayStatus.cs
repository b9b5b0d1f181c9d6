namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>The status of a gateway on the wire (contract: ShowP2cVgw): derived from desired and observed state on every read.</summary>
internal static class P2cVpnGatewayStatus
{
    public const string PendingCreate = "PENDING_CREATE";
    public const string Active = "ACTIVE";
    public const string PendingUpdate = "PENDING_UPDATE";
    public const string PendingDelete = "PENDING_DELETE";
    public const string Fault = "FAULT";
    public const string Frozen = "FROZEN";
    public const string PendingUpgradeConfirm = GatewayUpgradeStatus.PendingUpgradeConfirm;

    public static string Status(this P2cVpnGatewayRow gateway) => gateway switch
    {
        { Deleting: 1 } => PendingDelete,
        { FrozenEffect: > 0 } => Frozen,
        // What becomes of an end point that fails meanwhile is for the job to judge.
        { UpgradeStatus: { } upgrading } => upgrading,
        { Failed: 1 } => Fault,
        { ObservedGeneration: 0 } => PendingCreate,
        { IsChanging: true } => PendingUpdate,
        _ => Active,
    };
}
