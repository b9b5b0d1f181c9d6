using Grpc.Core;
using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.TestKit;
using static VpnMesh.SiteToSite.Tests.VpnGatewayJobs.JobActions;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

/// <summary>Upgrades with real agents, from the start to the end.</summary>
public sealed class UpgradeLifeTests
{
    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_upgrade_is_confirmed(string dialect)
    {
        var (system, _, _, gateway) = await StartUpgradableAsync(dialect);
        await using var _ = system;
        (await system.ShowAsync(gateway)).UpgradeInfo.ShouldBe(New);

        var job = await system.UpgradeAsync(gateway, "start");
        var pending = await system.JobBecomesAsync(gateway, job, "pending_upgrade_confirm");
        (await system.StatusAsync(gateway)).ShouldBe("PENDING_UPGRADE_CONFIRM");
        (await system.ToldAsync(gateway)).ShouldBe([(New, Old), (New, Old)]);
        (await system.ShowAsync(gateway)).HasUpgradeInfo.ShouldBeFalse();

        (await system.UpgradeAsync(gateway, "finish")).ShouldBe(job);
        // At once, although the agents have yet to drop the old version.
        (await system.StatusAsync(gateway)).ShouldBe("ACTIVE");
        var finished = (await system.JobsOfAsync(gateway)).ShouldHaveSingleItem();
        await Eventually.Async(async () => (await system.FindAsync(gateway))! is var row && row.ObservedGeneration == row.Generation);

        pending.SubJobs.Select(step => (step.JobType, step.Status, step.ErrorMessage)).ShouldBe(
            [("prepare_resource", "success", ""), ("upgrade_worker_1", "success", ""), ("upgrade_worker_2", "success", "")]);
        pending.SubJobs.ShouldAllBe(step => step.HasFinishedAt);
        (pending.HasFinishedAt, pending.HasErrorMessage).ShouldBe((false, false));
        (finished.ResourceId, finished.JobType, finished.Status, finished.HasFinishedAt, finished.HasErrorMessage)
            .ShouldBe((gateway, "upgrade", "success", true, false));
        finished.SubJobs.ShouldBe(pending.SubJobs);
        (await system.FindAsync(gateway))!.Version.ShouldBe(New);
        (await system.ToldAsync(gateway)).ShouldBe([(New, ""), (New, "")]);
        (await system.PlacementsAsync(gateway)).ShouldAllBe(placement => placement.ObservedVersion == New);
        (await system.ShowAsync(gateway)).HasUpgradeInfo.ShouldBeFalse();
        await ToldAsync(system, gateway,
            "PENDING_CREATE -> ACTIVE", "ACTIVE -> UPGRADING", "UPGRADING -> PENDING_UPGRADE_CONFIRM", "PENDING_UPGRADE_CONFIRM -> ACTIVE");
        await ToldAsync(system, job,
            "vpn_gateway_job.created", "upgrading -> pending_upgrade_confirm", "pending_upgrade_confirm -> success");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_upgrade_is_rolled_back_and_done_again(string dialect)
    {
        var (system, _, _, gateway) = await StartUpgradableAsync(dialect);
        await using var _ = system;
        var upgrade = await system.UpgradedAsync(gateway);

        var rollback = await system.UpgradeAsync(gateway, "rollback");
        var rolledBack = await system.JobBecomesAsync(gateway, rollback, "rollback_success");

        rollback.ShouldNotBe(upgrade);
        (rolledBack.JobType, rolledBack.HasFinishedAt, rolledBack.SubJobs.Count).ShouldBe(("rollback", true, 0));
        (await system.StatusAsync(gateway)).ShouldBe("ACTIVE");
        (await system.FindAsync(gateway))!.Version.ShouldBe(Old);
        (await system.ToldAsync(gateway)).ShouldBe([(Old, ""), (Old, "")]);
        (await system.PlacementsAsync(gateway)).ShouldAllBe(placement => placement.ObservedVersion == Old);
        (await system.JobsOfAsync(gateway)).Select(job => (job.Id, job.Status)).ShouldBe([(rollback, "rollback_success"), (upgrade, "rollback_success")]);
        await ToldAsync(system, gateway,
            "PENDING_CREATE -> ACTIVE", "ACTIVE -> UPGRADING", "UPGRADING -> PENDING_UPGRADE_CONFIRM",
            "PENDING_UPGRADE_CONFIRM -> ROLLING_BACK", "ROLLING_BACK -> ACTIVE");
        await ToldAsync(system, upgrade,
            "vpn_gateway_job.created", "upgrading -> pending_upgrade_confirm", "pending_upgrade_confirm -> rolling_back", "rolling_back -> rollback_success");
        await ToldAsync(system, rollback, "vpn_gateway_job.created", "rolling_back -> rollback_success");

        var again = await system.UpgradedAsync(gateway);
        (await system.UpgradeAsync(gateway, "finish")).ShouldBe(again);
        (await system.StatusAsync(gateway)).ShouldBe("ACTIVE");
        var refusal = await Should.ThrowAsync<RpcException>(() => system.UpgradeAsync(gateway, "start"));
        refusal.Status.Detail.ShouldContain("there is no newer version");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Many_gateways_are_upgraded_at_once(string dialect)
    {
        var (system, _, _, _) = await StartUpgradableAsync(dialect);
        await using var _ = system;
        var gateways = await system.CreateGatewaysAsync(20);
        await system.AllBecomeAsync("ACTIVE");

        await Task.WhenAll(gateways.Select(gateway => system.UpgradeAsync(gateway, "start")));
        foreach (var gateway in gateways)
        {
            await system.BecomesAsync(gateway, "PENDING_UPGRADE_CONFIRM");
        }
    }

    private static async Task ToldAsync(AgentsSystem system, string id, params string[] expected)
    {
        await Eventually.Async(() => system.Events.Of(id).Length >= expected.Length);
        system.Events.Of(id).ShouldBe(expected);
    }
}
