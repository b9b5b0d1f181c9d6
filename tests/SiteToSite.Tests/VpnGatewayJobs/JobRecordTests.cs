using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.SiteToSite.Tests.VpnGateways;
using static VpnMesh.SiteToSite.Tests.VpnGatewayJobs.JobActions;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

/// <summary>The records of jobs: listed in pages, deleted when they have ended, seen only by their project.</summary>
public sealed class JobRecordTests(TestSystems systems) : IClassFixture<TestSystems>
{
    private const long Begin = 1_750_000_000_000;

    public static MatrixTheoryData<string, string> EndedRows =>
        new(TestSystem.Dialects.Select(dialect => dialect.Data), ["success", "rollback_success", "fail"]);

    public static MatrixTheoryData<string, string> RunningRows =>
        new(TestSystem.Dialects.Select(dialect => dialect.Data), ["upgrading", "pending_upgrade_confirm", "rolling_back"]);

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Jobs_come_newest_first_and_all_without_a_limit(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var (one, other) = (Examples.Id(), Examples.Id());
        var jobs = new List<string>();
        for (var age = 0; age < 230; age++)
        {
            jobs.Add(await AddAsync(system, caller, age % 2 == 0 ? one : other, "success", Begin - age));
        }
        var markerOfTenth = (Begin - 9).ToWireTime();

        (await IdsAsync(system, caller, new())).ShouldBe(jobs);
        (await IdsAsync(system, caller, new() { ResourceId = other.ToUpperInvariant() })).ShouldBe(jobs.Where((_, age) => age % 2 == 1));
        (await IdsAsync(system, caller, new() { ResourceId = Examples.Id() })).ShouldBeEmpty();
        (await IdsAsync(system, caller, new() { Limit = 0 })).ShouldBeEmpty();
        (await IdsAsync(system, caller, new() { Limit = 200 })).ShouldBe(jobs[..200]);
        (await IdsAsync(system, caller, new() { Limit = 3, Marker = markerOfTenth })).ShouldBe(jobs[10..13]);
        (await IdsAsync(system, caller, new() { Marker = markerOfTenth })).ShouldBe(jobs[10..]);
        (await IdsAsync(system, caller, new() { Marker = $"{markerOfTenth}_{jobs[9]}", ResourceId = one })).ShouldBe(jobs[10..].Where((_, age) => age % 2 == 0));
        (await IdsAsync(system, caller, new() { Marker = (Begin - 300).ToWireTime() })).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_malformed_query_is_refused(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        (string Field, ListVpnGatewayJobsRequest Request)[] rows =
        [
            ("limit", new() { Limit = -1 }),
            ("limit", new() { Limit = 201 }),
            ("resource_id", new() { ResourceId = "x" }),
            ("resource_id", new() { ResourceId = "" }),
            ("marker", new() { Marker = "" }),
            ("marker", new() { Marker = "2025-06-28" }),
        ];
        foreach (var (field, request) in rows)
        {
            var refusal = await Refused.Async(system.Jobs().ListVpnGatewayJobsAsync(request, system.As(caller)));

            (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
            refusal.Fields.ShouldBe([field]);
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_job_under_way_tells_how_long_it_takes_at_the_most(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var now = TimeProvider.System.NowMs();
        var id = await AddAsync(system, caller, Examples.Id(), "upgrading", now);
        await AddAsync(system, caller, Examples.Id(), "rolling_back", now - 3_600_000);
        await AddAsync(system, caller, Examples.Id(), "success", now - 3_700_000);
        await system.ExecuteAsync(
            "INSERT INTO vpn_gateway_sub_job (job_id, position, id, job_type, status, created_at) VALUES (@id, 2, @step, 'upgrade_worker_1', 'init', @now)",
            new { id, step = Examples.Id(), now });
        await system.ExecuteAsync("UPDATE vpn_gateway_sub_job SET status = 'upgrading' WHERE job_id = @id AND position = 1", new { id });

        var jobs = await system.ListJobsAsync(caller, new());

        // A step has 180 seconds; this test has not taken one of them for long.
        jobs[0].ExpectedTimeSeconds.ShouldBeInRange(300, 360);
        jobs[0].SubJobs[0].ExpectedTimeSeconds.ShouldBeInRange(120, 180);
        jobs[0].SubJobs.Select(step => (step.HasExpectedTimeSeconds, step.HasFinishedAt)).ShouldBe([(true, false), (false, false)]);
        jobs[1].ExpectedTimeSeconds.ShouldBe(0);
        jobs.Select(job => job.HasExpectedTimeSeconds).ShouldBe([true, true, false]);
    }

    [Theory]
    [MemberData(nameof(EndedRows))]
    public async Task A_job_that_has_ended_is_deleted(string dialect, string status)
    {
        var system = await systems[dialect];
        await system.KeepEventsAsync();
        var caller = TestSystem.User(TestSystem.NewProject());
        var (gone, stays) = (await AddAsync(system, caller, Examples.Id(), status, Begin), await AddAsync(system, caller, Examples.Id(), status, Begin - 1));

        await DeleteAsync(system, caller, gone.ToUpperInvariant());

        (await IdsAsync(system, caller, new())).ShouldBe([stays]);
        (await system.QueryAsync<long>("SELECT COUNT(*) FROM vpn_gateway_sub_job WHERE job_id = @gone", new { gone })).ShouldBe([0]);
        (await system.ToldAsync(gone)).ShouldHaveSingleItem().Type.ShouldBe("vpn_gateway_job.deleted");
        (await Refused.Async(DeleteAsync(system, caller, gone))).Code.ShouldBe("VPN.0004");
    }

    [Theory]
    [MemberData(nameof(RunningRows))]
    public async Task A_job_that_has_not_ended_stays(string dialect, string status)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await AddAsync(system, caller, Examples.Id(), status, Begin);

        var refusal = await Refused.Async(DeleteAsync(system, caller, id));

        (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
        refusal.Message.ShouldContain(status);
        (await IdsAsync(system, caller, new())).ShouldBe([id]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Another_projects_job_is_not_there(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var stranger = TestSystem.User(TestSystem.NewProject());
        var gateway = Examples.Id();
        var id = await AddAsync(system, caller, gateway, "success", Begin);

        (await IdsAsync(system, stranger, new())).ShouldBeEmpty();
        (await IdsAsync(system, stranger, new() { ResourceId = gateway })).ShouldBeEmpty();
        var foreign = await Refused.Async(DeleteAsync(system, stranger, id));
        var unknown = await Refused.Async(DeleteAsync(system, stranger, Examples.Id()));
        foreign.ShouldBe((unknown.Code, unknown.Status, unknown.Message, foreign.Fields));
        foreign.Code.ShouldBe("VPN.0004");
        (await Refused.Async(DeleteAsync(system, caller, "x"))).Fields.ShouldBe(["job_id"]);
        (await IdsAsync(system, caller, new())).ShouldBe([id]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_grant_in_some_enterprise_project_is_not_enough(string dialect)
    {
        var system = await systems[dialect];
        var caller = TestSystem.User(TestSystem.NewProject());
        var partly = TestSystem.User(caller.ProjectId, new Access { OnlyIn = { "0" } });
        var id = await AddAsync(system, caller, Examples.Id(), "success", Begin);

        var list = await Refused.Async(system.Jobs().ListVpnGatewayJobsAsync(new(), system.As(partly)));
        var delete = await Refused.Async(DeleteAsync(system, partly, id));

        new[] { list, delete }.ShouldAllBe(refusal => refusal.Code == "VPN.0003" && refusal.Status == "403");
    }

    private static async Task<string> AddAsync(TestSystem system, CallerContext caller, string gateway, string status, long createdAt)
    {
        var id = Examples.Id();
        await system.ExecuteAsync(
            """
            INSERT INTO vpn_gateway_job (id, project_id, enterprise_project_id, vgw_id, job_type, status, from_version, to_version, created_at, told_at, request_id)
            VALUES (@id, @ProjectId, '0', @gateway, 'upgrade', @status, '5.0.0', '5.1.0', @createdAt, @createdAt, 'r')
            """,
            new { id, caller.ProjectId, gateway, status, createdAt });
        await system.ExecuteAsync(
            "INSERT INTO vpn_gateway_sub_job (job_id, position, id, job_type, status, created_at) VALUES (@id, 1, @step, 'prepare_resource', 'init', @createdAt)",
            new { id, step = Examples.Id(), createdAt });
        return id;
    }

    private static async Task<IEnumerable<string>> IdsAsync(TestSystem system, CallerContext caller, ListVpnGatewayJobsRequest request)
    {
        var jobs = await system.ListJobsAsync(caller, request);
        jobs.ShouldAllBe(job => job.SubJobs.Count == 1);
        return jobs.Select(job => job.Id);
    }

    private static AsyncUnaryCall<DeleteVpnGatewayJobResponse> DeleteAsync(TestSystem system, CallerContext caller, string id) =>
        system.Jobs().DeleteVpnGatewayJobAsync(new DeleteVpnGatewayJobRequest { JobId = id }, system.As(caller));
}
