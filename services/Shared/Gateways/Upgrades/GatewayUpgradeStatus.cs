namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>The statuses on the wire that an upgrade under way gives its gateway.</summary>
internal static class GatewayUpgradeStatus
{
    public const string Upgrading = "UPGRADING";
    public const string PendingUpgradeConfirm = "PENDING_UPGRADE_CONFIRM";
    public const string RollingBack = "ROLLING_BACK";
}
