using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.TestKit;
using static VpnMesh.SiteToSite.Tests.VpnGatewayJobs.JobActions;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

/// <summary>Whatever fails, the job ends, and no gateway stays between two versions.</summary>
public sealed class FailedUpgradeTests
{
    // Long enough for a busy machine, so that only the agents that a test stops are lost.
    private const double Lease = 6;
    private const string Impatient = "--UPGRADE_STEP_TIMEOUT=12";

    private static readonly Dictionary<string, (Action<AgentProcess, AgentProcess> Break, string[] Steps)> Failures = new()
    {
        ["prepare_resource"] = ((_, b) => b.Backend.Software.FailToPrepare(New, "disk full"), ["fail", "init", "init"]),
        ["upgrade_worker_1"] = ((a, _) => a.Backend.Software.Fail(New, "disk full"), ["success", "fail", "init"]),
        ["upgrade_worker_2"] = ((_, b) => b.Backend.Software.Fail(New, "disk full"), ["success", "success", "fail"]),
    };

    public static MatrixTheoryData<string, string> FailureRows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Failures.Keys);

    [Theory]
    [MemberData(nameof(FailureRows))]
    public async Task A_step_that_fails_is_taken_back(string dialect, string step)
    {
        var (system, a, b, gateway) = await StartUpgradableAsync(dialect);
        await using var _ = system;
        Failures[step].Break(a, b);

        var id = await system.UpgradeAsync(gateway, "start");
        var job = await system.JobBecomesAsync(gateway, id, "fail");

        job.Steps().ShouldBe(Failures[step].Steps);
        job.ErrorMessage.ShouldStartWith(step);
        job.ErrorMessage.ShouldEndWith("disk full");
        job.HasFinishedAt.ShouldBeTrue();
        job.SubJobs.Single(one => one.Status == "fail").ErrorMessage.ShouldEndWith("disk full");
        await RunsOldAsync(system, gateway);
        await Eventually.Async(() => system.Events.Of(id).Length == 2 && system.Events.Of(gateway).Length == 3);
        system.Events.Of(id).ShouldBe(["vpn_gateway_job.created", "upgrading -> fail"]);
        system.Events.Of(gateway).ShouldBe(["PENDING_CREATE -> ACTIVE", "ACTIVE -> UPGRADING", "UPGRADING -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task When_the_old_version_does_not_run_either_the_gateway_is_at_fault_until_it_does(string dialect)
    {
        var (system, _, b, gateway) = await StartUpgradableAsync(dialect);
        await using var _ = system;
        b.Backend.Software.Fail(New, "disk full");
        b.Backend.Software.Fail(Old, "gone");

        var job = await system.JobBecomesAsync(gateway, await system.UpgradeAsync(gateway, "start"), "fail");

        job.ErrorMessage.ShouldContain("worker 2 failed: gone");
        (await system.StatusAsync(gateway)).ShouldBe("FAULT");
        (await system.ToldAsync(gateway)).ShouldBe([(Old, ""), (Old, "")]);
        await b.StopAsync();
        await system.StartAgentAsync("zone-b");
        await system.BecomesAsync(gateway, "ACTIVE");
        await RunsOldAsync(system, gateway);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_rollback_that_fails_leaves_the_gateway_at_fault(string dialect)
    {
        var (system, _, b, gateway) = await StartUpgradableAsync(dialect);
        await using var _ = system;
        var upgrade = await system.UpgradedAsync(gateway);
        b.Backend.Software.Fail(Old, "gone");

        var rollback = await system.UpgradeAsync(gateway, "rollback");
        var job = await system.JobBecomesAsync(gateway, rollback, "fail");

        job.ErrorMessage.ShouldBe($"on the way back to version {Old}: worker 2 failed: gone");
        (await system.StatusAsync(gateway)).ShouldBe("FAULT");
        // The other worker is taken back all the same.
        (await system.ToldAsync(gateway)).ShouldBe([(Old, ""), (Old, "")]);
        (await system.JobsOfAsync(gateway)).Select(one => (one.Id, one.Status, one.ErrorMessage)).ShouldBe(
            [(rollback, "fail", job.ErrorMessage), (upgrade, "fail", job.ErrorMessage)]);
        await Eventually.Async(() => system.Events.Of(gateway).Length == 5);
        system.Events.Of(gateway)[3..].ShouldBe(["PENDING_UPGRADE_CONFIRM -> ROLLING_BACK", "ROLLING_BACK -> FAULT"]);

        await system.DeleteGatewayAsync(gateway);
        await system.BecomesAsync(gateway, null);
        (await system.JobsOfAsync(gateway)).Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_upgrade_goes_on_where_another_agent_takes_over(string dialect)
    {
        var (system, a, _, gateway) = await StartUpgradableAsync(dialect, Lease);
        await using var _ = system;
        await a.StopAsync();
        var job = await system.UpgradeAsync(gateway, "start");
        await system.StartAgentAsync("zone-a", "other");

        await system.JobBecomesAsync(gateway, job, "pending_upgrade_confirm");

        (await system.PlacementsAsync(gateway))[0].AgentId.ShouldBe("other");
        (await system.ToldAsync(gateway)).ShouldBe([(New, Old), (New, Old)]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_upgrade_fails_where_the_agent_that_takes_over_lacks_the_version(string dialect)
    {
        var (system, a, _, gateway) = await StartUpgradableAsync(dialect, Lease);
        await using var _ = system;
        await a.StopAsync();
        var id = await system.UpgradeAsync(gateway, "start");
        await system.StartAgentAsync("zone-a", "other", versions: Old);

        var job = await system.JobBecomesAsync(gateway, id, "fail");

        job.ErrorMessage.ShouldBe($"prepare_resource: worker 1 failed: this agent cannot prepare version {New}");
        await RunsOldAsync(system, gateway);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Without_any_agent_the_job_ends_and_the_gateway_recovers_with_the_agent(string dialect)
    {
        var (system, a, _, gateway) = await StartUpgradableAsync(dialect, Lease, Impatient);
        await using var _ = system;
        await a.StopAsync();
        var id = await system.UpgradeAsync(gateway, "start");

        var job = await system.JobBecomesAsync(gateway, id, "fail");

        job.ErrorMessage.ShouldStartWith("prepare_resource: worker 1 is without an agent that could serve it; on the way back");
        job.Steps().ShouldBe(["fail", "init", "init"]);
        (await system.StatusAsync(gateway)).ShouldBe("FAULT");
        await system.StartAgentAsync("zone-a");
        await system.BecomesAsync(gateway, "ACTIVE");
        await RunsOldAsync(system, gateway);
    }

    private static async Task RunsOldAsync(AgentsSystem system, string gateway)
    {
        (await system.StatusAsync(gateway)).ShouldBe("ACTIVE");
        (await system.FindAsync(gateway))!.Version.ShouldBe(Old);
        (await system.ToldAsync(gateway)).ShouldBe([(Old, ""), (Old, "")]);
        (await system.PlacementsAsync(gateway)).ShouldAllBe(placement => placement.ObservedVersion == Old && placement.ObservedState == "applied");
    }
}
