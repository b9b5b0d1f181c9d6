namespace VpnMesh.SiteToSite.VpnGatewayJobs;

/// <summary>
/// How long agents have for what they are told in one step of an upgrade: setting <c>UPGRADE_STEP_TIMEOUT</c> in seconds, default 180. An
/// upgrade that fails at its end and is taken back takes five times as much at the most, and clients give up after 20 minutes.
/// </summary>
/// <param name="StepMs">Milliseconds.</param>
internal sealed record UpgradePatience(long StepMs)
{
    public static UpgradePatience Of(IConfiguration settings) => new((long)(settings.GetValue("UPGRADE_STEP_TIMEOUT", 180.0) * 1000));
}
