using CsCheck;
using static VpnMesh.SiteToSite.Tests.VpnGatewayJobs.JobActions;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

/// <summary>Whatever the agents report, and whenever somebody looks, a job comes to an end that fits what runs.</summary>
public sealed class UpgradePlanTests
{
    private enum Report
    {
        Applied,
        Failed,
        Lost,
        OtherVersion,
        Stale,
        Silence,
        Overdue,
    }

    private static readonly Gen<(Report, int)[]> Reports = Gen.Select(Gen.Frequency((6, Gen.Const(Report.Applied)), (4, Gen.Enum<Report>())), Gen.Int[0, 1]).Array[0, 40];

    [Fact]
    public void An_upgrade_ends_with_both_workers_in_the_same_version_or_fault() =>
        Reports.Sample(reports => Run(Job(JobTypes.Upgrade), Workers(Old, "").InStep(1, Old, New), reports));

    [Fact]
    public void A_rollback_ends_with_both_workers_back_or_fault() =>
        Reports.Sample(reports => Run(Job(JobTypes.Rollback), Workers(New, Old).OneTakenBack(Old), reports));

    [Theory]
    [InlineData(1, Old, New, Old, New)]
    [InlineData(2, New, Old, Old, New)]
    [InlineData(3, New, Old, New, Old)]
    public void Each_step_replaces_one_worker_and_keeps_the_old_version_ready(long step, string version1, string ready1, string version2, string ready2) =>
        Workers(Old, "").InStep(step, Old, New).Select(worker => (worker.Version, worker.PreparedVersion)).ShouldBe([(version1, ready1), (version2, ready2)]);

    private static GatewayJobRow Job(string type) => new()
    {
        Id = "j",
        ProjectId = "p",
        EnterpriseProjectId = "0",
        GatewayId = "g",
        JobType = type,
        Status = "",
        FromVersion = type == JobTypes.Upgrade ? Old : New,
        ToVersion = type == JobTypes.Upgrade ? New : Old,
        CreatedAt = 0,
        ToldAt = 0,
        RequestId = "",
    };

    private static Worker[] Workers(string version, string ready) =>
        [.. new[] { 1, 2 }.Select(slot => new Worker { GatewayId = "g", Slot = slot, Version = version, PreparedVersion = ready, ObservedState = "applied", ObservedGeneration = 1 })];

    private static void Run(GatewayJobRow job, Worker[] workers, (Report Report, int Worker)[] reports)
    {
        long generation = 2, step = 1;
        // After all that was drawn, nobody reports any more: time alone must end the job.
        var after = Enumerable.Repeat((Report.Overdue, 0), 8);
        foreach (var (report, who) in reports.Concat(after))
        {
            workers[who] = Observe(workers[who], report, generation);
            var move = UpgradePlan.Next(job, step, generation, workers, report == Report.Overdue);
            if (move is null)
            {
                continue;
            }
            if (move.Outcome != UpgradeOutcome.UnderWay)
            {
                RequireEnd(job, move, generation);
                return;
            }
            RequireGradual(workers, move, job, generation);
            step += move.StepDone ? 1 : 0;
            job = move.Failure is null ? job : job with { ErrorMessage = move.Failure };
            workers = move.Workers;
            generation++;
        }
        throw new ShouldAssertException("the job does not end");
    }

    private static Worker Observe(Worker worker, Report report, long generation) => report switch
    {
        Report.Applied => worker with
        {
            ObservedState = "applied",
            ObservedGeneration = generation,
            ObservedVersion = worker.Version,
            ObservedPreparedVersion = worker.PreparedVersion,
        },
        Report.Failed => worker with { ObservedState = "failed", ObservedGeneration = generation, ObservedVersion = "" },
        Report.Lost => worker with { ObservedState = "lost", ObservedGeneration = 0 },
        Report.OtherVersion => worker with { ObservedState = "applied", ObservedGeneration = generation, ObservedVersion = "4.0.0" },
        Report.Stale => worker with { ObservedState = "applied", ObservedGeneration = generation - 1, ObservedVersion = worker.Version },
        _ => worker,
    };

    private static void RequireGradual(Worker[] before, UpgradeMove move, GatewayJobRow job, long generation)
    {
        var replaced = before.Zip(move.Workers).Count(pair => pair.First.Version != pair.Second.Version);
        replaced.ShouldBeLessThanOrEqualTo(1);
        if (!job.TakesBack && move.Failure is null)
        {
            // The step before is in effect at both: the one that is not replaced now serves.
            before.ShouldAllBe(worker => worker.IsDone(generation));
        }
    }

    private static void RequireEnd(GatewayJobRow job, UpgradeMove move, long generation)
    {
        var (version, ready) = move.Outcome == UpgradeOutcome.Upgraded ? (New, Old) : (Old, "");
        move.Workers.ShouldAllBe(worker => worker.Version == version && worker.PreparedVersion == ready);
        job.TakesBack.ShouldBe(move.Outcome != UpgradeOutcome.Upgraded);
        move.Workers.All(worker => worker.IsDone(generation)).ShouldBe(move.Outcome != UpgradeOutcome.Broken);
        (move.Failure is not null).ShouldBe(move.Outcome == UpgradeOutcome.Broken);
    }
}
