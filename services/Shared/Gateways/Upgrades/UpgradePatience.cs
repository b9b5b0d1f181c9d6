namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>
/// How long agents have for what they are told in one step of an upgrade: setting <c>UPGRADE_STEP_TIMEOUT</c> in seconds, default 180. An
/// upgrade that fails at its end and is taken back takes five times as much at the most, and clients give up after 20 minutes.
/// </summary>
/// <param name="StepMs">Milliseconds.</param>
internal sealed record UpgradePatience(long StepMs)
{
    /// <summary>Seconds that the step under way takes at the most from now on.</summary>
    public long StepSeconds(GatewayJobRow job, long nowMs) => Seconds(job.ToldAt + StepMs - nowMs);

    /// <summary>Seconds that a job takes at the most from now on, if nothing fails: its step under way and those that wait.</summary>
    public long JobSeconds(GatewayJobRow job, IEnumerable<GatewaySubJobRow> steps, long nowMs)
    {
        // On the way back one end point follows the other.
        var waiting = job.TakesBack ? 1 : steps.Count(step => step.Status == SubJobStatus.Init);
        return Seconds(job.ToldAt + ((1 + waiting) * StepMs) - nowMs);
    }

    public static UpgradePatience Of(IConfiguration settings) => new((long)(settings.GetValue("UPGRADE_STEP_TIMEOUT", 180.0) * 1000));

    private static long Seconds(long milliseconds) => Math.Max(0, (milliseconds + 999) / 1000);
}
