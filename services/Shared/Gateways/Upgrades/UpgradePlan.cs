namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>What a job comes to with a move.</summary>
internal enum UpgradeOutcome
{
    /// <summary>It goes on.</summary>
    UnderWay,

    /// <summary>All steps are done: it waits for the user.</summary>
    Upgraded,

    /// <summary>The gateway runs the old version again.</summary>
    TakenBack,

    /// <summary>The gateway is to run the old version again, but does not.</summary>
    Broken,
}

/// <summary>What is to be done next about a job.</summary>
/// <param name="Outcome">What the job comes to.</param>
/// <param name="Workers">The end points as they are to be from now on.</param>
/// <param name="StepDone">Whether the step under way is done.</param>
/// <param name="Failure">Why the step under way, or the way back, failed; null when it did not.</param>
internal sealed record UpgradeMove(UpgradeOutcome Outcome, Worker[] Workers, bool StepDone = false, string? Failure = null);

/// <summary>
/// Decides from desired and observed state alone how a job goes on, so that it does not matter who looks, how often, and what was killed
/// in between.
/// </summary>
internal static class UpgradePlan
{
    /// <summary>The next move, or null as long as there is only to wait.</summary>
    /// <param name="job">A job that is upgrading or rolling back.</param>
    /// <param name="step">The step under way, counted from 1; of no meaning on the way back.</param>
    /// <param name="generation">Generation of the gateway.</param>
    /// <param name="workers">Its end points.</param>
    /// <param name="overdue">Whether what they were told last has taken too long.</param>
    public static UpgradeMove? Next(GatewayJobRow job, long step, long generation, Worker[] workers, bool overdue) =>
        job.TakesBack ? NextBack(job, generation, workers, overdue) : NextAhead(job, step, generation, workers, overdue);

    private static UpgradeMove? NextAhead(GatewayJobRow job, long step, long generation, Worker[] workers, bool overdue)
    {
        if (workers.All(worker => worker.IsDone(generation)))
        {
            return step == UpgradeSteps.Names.Length
                ? new UpgradeMove(UpgradeOutcome.Upgraded, workers, StepDone: true)
                : new UpgradeMove(UpgradeOutcome.UnderWay, workers.InStep(step + 1, job.FromVersion, job.ToVersion), StepDone: true);
        }
        return Guilty(workers, generation, overdue) is { } guilty
            ? new UpgradeMove(UpgradeOutcome.UnderWay, workers.OneTakenBack(job.OldVersion), Failure: guilty.Trouble(generation))
            : null;
    }

    private static UpgradeMove? NextBack(GatewayJobRow job, long generation, Worker[] workers, bool overdue)
    {
        var back = workers.Where(worker => worker.IsTakenBack(job.OldVersion)).ToArray();
        if (!overdue && !back.All(worker => worker.IsDone(generation) || worker.HasFailed(generation)))
        {
            return null;
        }
        if (back.Length < workers.Length)
        {
            return new UpgradeMove(UpgradeOutcome.UnderWay, workers.OneTakenBack(job.OldVersion));
        }
        return Guilty(workers, generation, overdue: true) is { } guilty
            ? new UpgradeMove(UpgradeOutcome.Broken, workers, Failure: guilty.Trouble(generation))
            : new UpgradeMove(UpgradeOutcome.TakenBack, workers);
    }

    /// <summary>A worker that has failed, or with which there is no more patience.</summary>
    private static Worker? Guilty(Worker[] workers, long generation, bool overdue) =>
        workers.FirstOrDefault(worker => worker.HasFailed(generation))
        ?? (overdue ? workers.FirstOrDefault(worker => !worker.IsDone(generation)) : null);
}
