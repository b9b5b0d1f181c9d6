namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>What a caller can have done about an upgrade, on the wire.</summary>
internal static class UpgradeActions
{
    public const string Start = "start";
    public const string Finish = "finish";
    public const string Rollback = "rollback";
}
