using VpnMesh.P2C.Tests.P2cVpnGateways;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.Tests.P2cVpnGatewayJobs;

/// <summary>What jobs show that only a moment or a mishap brings about.</summary>
public sealed class JobAnswersTests(TestSystems systems) : IClassFixture<TestSystems>
{
    [Fact]
    public async Task A_job_under_way_tells_how_long_it_takes_and_one_that_failed_tells_why()
    {
        var system = await systems["sqlite"];
        var caller = TestSystem.User(TestSystem.NewProject());
        var now = TimeProvider.System.NowMs();
        await AddAsync(system, caller, "upgrading", now, finishedAt: null, error: null);
        await AddAsync(system, caller, "fail", now - 1000, finishedAt: now, error: "no space");

        var jobs = (await system.Client(channel => new Protos.P2C.V5.P2cVpnGatewayJobs.P2cVpnGatewayJobsClient(channel))
            .ListP2cVpnGatewayJobsAsync(new ListP2cVpnGatewayJobsRequest(), system.As(caller))).Jobs;

        // A step has 180 seconds; this test has not taken one of them for long.
        jobs[0].ExpectedTimeSeconds.ShouldBeInRange(120, 180);
        jobs[0].SubJobs.Single().ExpectedTimeSeconds.ShouldBeInRange(120, 180);
        (jobs[0].HasFinishedAt, jobs[0].HasErrorMessage).ShouldBe((false, false));
        (jobs[0].SubJobs[0].HasFinishedAt, jobs[0].SubJobs[0].ErrorMessage).ShouldBe((false, ""));
        (jobs[1].HasExpectedTimeSeconds, jobs[1].HasFinishedAt, jobs[1].ErrorMessage).ShouldBe((false, true, "no space"));
        var step = jobs[1].SubJobs.Single();
        (step.HasExpectedTimeSeconds, step.HasFinishedAt, step.ErrorMessage).ShouldBe((false, true, "no space"));
    }

    private static async Task AddAsync(TestSystem system, CallerContext caller, string status, long now, long? finishedAt, string? error) =>
        await system.ExecuteAsync(
            """
            INSERT INTO p2c_vpn_gateway_job (id, project_id, enterprise_project_id, gateway_id, job_type, status, from_version, to_version,
              error_message, created_at, told_at, finished_at, request_id)
            VALUES (@id, @ProjectId, '0', @gateway, 'upgrade', @status, '5.0.0', '5.1.0', @error, @now, @now, @finishedAt, '');
            INSERT INTO p2c_vpn_gateway_sub_job (job_id, position, id, job_type, status, error_message, created_at, finished_at)
            VALUES (@id, 1, @id, 'upgrade_worker_1', @status, @message, @now, @finishedAt)
            """,
            new { id = GatewayActions.Id(), gateway = GatewayActions.Id(), caller.ProjectId, status, now, finishedAt, error, message = error ?? "" });
}
