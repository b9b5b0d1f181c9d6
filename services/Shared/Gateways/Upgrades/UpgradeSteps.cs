namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>
/// What the end points are told in each step of an upgrade, and on the way back. The worker that is not being replaced goes on serving;
/// the old version stays ready until the upgrade is confirmed.
/// </summary>
internal static class UpgradeSteps
{
    /// <summary>Names of the steps on the wire, in order.</summary>
    public static readonly string[] Names = ["prepare_resource", "upgrade_worker_1", "upgrade_worker_2"];

    /// <summary>The workers as they are to be in a step, counted from 1.</summary>
    public static Worker[] InStep(this IEnumerable<Worker> workers, long step, string oldVersion, string newVersion) =>
        [.. workers.Select(worker => step > worker.Slot
            ? worker with { Version = newVersion, PreparedVersion = oldVersion }
            : worker with { Version = oldVersion, PreparedVersion = newVersion })];

    /// <summary>The workers when the upgrade is confirmed.</summary>
    public static Worker[] Confirmed(this IEnumerable<Worker> workers, string newVersion) =>
        [.. workers.Select(worker => worker with { Version = newVersion, PreparedVersion = "" })];

    /// <summary>
    /// One worker fewer that runs another than the old version: the last that was replaced comes first. Those that run it already need
    /// no other ready.
    /// </summary>
    public static Worker[] OneTakenBack(this IReadOnlyCollection<Worker> workers, string oldVersion)
    {
        var last = workers.Where(worker => worker.Version != oldVersion).MaxBy(worker => worker.Slot);
        return [.. workers.Select(worker => worker == last || worker.Version == oldVersion
            ? worker with { Version = oldVersion, PreparedVersion = "" }
            : worker)];
    }

    /// <summary>Whether a worker is told to be as it was before the upgrade.</summary>
    public static bool IsTakenBack(this Worker worker, string oldVersion) => worker.Version == oldVersion && worker.PreparedVersion.Length == 0;
}
