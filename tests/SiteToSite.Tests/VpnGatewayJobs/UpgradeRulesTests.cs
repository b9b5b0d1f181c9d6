using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;
using static VpnMesh.SiteToSite.Tests.VpnGatewayJobs.JobActions;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

/// <summary>Every refusal of UpgradeVpnGateway, and that it changes nothing.</summary>
public sealed class UpgradeRulesTests : IAsyncLifetime
{
    private const string Ok = "";

    // Status, then the answers to start, finish and rollback.
    private static readonly Dictionary<string, (string Start, string Finish, string Rollback)> Table = new()
    {
        ["ACTIVE"] = (Ok, "VPN.0001", "VPN.0001"),
        ["PENDING_CREATE"] = ("VPN.0003 CREATING", "VPN.0003 CREATING", "VPN.0003 CREATING"),
        ["PENDING_UPDATE"] = ("VPN.0003 UPDATING", "VPN.0003 UPDATING", "VPN.0003 UPDATING"),
        ["PENDING_DELETE"] = ("VPN.0003 DELETING", "VPN.0003 DELETING", "VPN.0003 DELETING"),
        ["UPGRADING"] = ("VPN.0031", "VPN.0003 UPGRADING", "VPN.0003 UPGRADING"),
        ["PENDING_UPGRADE_CONFIRM"] = ("VPN.0031", Ok, Ok),
        ["ROLLING_BACK"] = ("VPN.0031", "VPN.0003 ROLLING_BACK", "VPN.0031"),
        ["FAULT"] = ("VPN.0510", "VPN.0510", "VPN.0510"),
        ["FREEZED"] = ("VPN.0510", "VPN.0510", "VPN.0510"),
    };

    private readonly Dictionary<string, TestSystem> _systems = [];

    public static MatrixTheoryData<string, string> Rows => new(TestSystem.Dialects.Select(dialect => dialect.Data), Table.Keys);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems.Values)
        {
            await system.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_action_is_accepted_or_refused_by_the_status(string dialect, string status)
    {
        var system = await StartAsync(dialect);
        var (start, finish, rollback) = Table[status];
        foreach (var (action, expected) in new[] { ("start", start), ("finish", finish), ("rollback", rollback) })
        {
            var caller = TestSystem.User(TestSystem.NewProject());
            var id = await GatewayAsync(system, caller, Old);
            await system.PutIntoAsync(id, status);
            if (status == "PENDING_UPGRADE_CONFIRM")
            {
                await AddJobAsync(system, caller, id);
            }
            (await system.ShowAsync(caller, id)).Status.ShouldBe(status);
            if (expected == Ok)
            {
                (await system.Upgrade(caller, id, action)).JobId.ShouldNotBeEmpty();
                continue;
            }
            await system.QuietAsync();
            var before = await system.DumpAsync();

            var refusal = await Refused.Async(system.Upgrade(caller, id.ToUpperInvariant(), action));

            var code = expected.Split(' ')[0];
            (action, refusal.Code, refusal.Status).ShouldBe((action, code, code switch { "VPN.0003" => "403", "VPN.0510" => "500", _ => "400" }));
            if (code == "VPN.0003")
            {
                refusal.Message.ShouldBe($"resource (type=GATEWAY, ID={id}) is not ready, currently {expected.Split(' ')[1]}");
            }
            (await system.DumpAsync()).ShouldBe(before);
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Without_a_newer_version_nothing_is_started(string dialect)
    {
        var system = await StartAsync(dialect);
        var caller = TestSystem.User(TestSystem.NewProject());
        var newest = await GatewayAsync(system, caller, New);
        var unversioned = await GatewayAsync(system, caller, "");
        var frozen = await GatewayAsync(system, caller, New);
        await system.PutIntoAsync(frozen, "FREEZED");
        foreach (var id in new[] { newest, unversioned, frozen })
        {
            var refusal = await Refused.Async(system.Upgrade(caller, id, "start"));

            (refusal.Code, refusal.Status).ShouldBe(("VPN.0001", "400"));
            refusal.Fields.ShouldBe(["action"]);
        }
        (await system.ListJobsAsync(caller, new ListVpnGatewayJobsRequest())).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Form_comes_before_existence_and_existence_before_status(string dialect)
    {
        var system = await StartAsync(dialect);
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await GatewayAsync(system, caller, Old);
        await system.PutIntoAsync(id, "FAULT");
        (string Id, string? Action, CallerContext Caller, string Code, string[] Fields)[] refusals =
        [
            (id, null, caller, "VPN.0001", ["action"]),
            (id, "", caller, "VPN.0001", ["action"]),
            (id, "START", caller, "VPN.0001", ["action"]),
            ("x", "start", caller, "VPN.0001", ["vgw_id"]),
            ("x", "stop", caller, "VPN.0001", ["vgw_id", "action"]),
            (Examples.Id(), "stop", caller, "VPN.0001", ["action"]),
            (Examples.Id(), "start", caller, "VPN.0004", []),
            (id, "start", TestSystem.User(TestSystem.NewProject()), "VPN.0004", []),
            (id, "start", TestSystem.User(caller.ProjectId, new Access { OnlyIn = { Examples.Id() } }), "VPN.0003", []),
            ("x", "stop", TestSystem.User(caller.ProjectId, new Access { OnlyIn = { Examples.Id() } }), "VPN.0003", []),
            (id, "start", TestSystem.User(caller.ProjectId, new Access { OnlyIn = { "0" } }), "VPN.0510", []),
        ];
        foreach (var (gateway, action, by, code, fields) in refusals)
        {
            var refusal = await Refused.Async(system.Upgrade(by, gateway, action));

            (refusal.Code, string.Join(' ', refusal.Fields)).ShouldBe((code, string.Join(' ', fields)));
        }
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Of_two_that_start_at_once_one_does(string dialect)
    {
        var system = await StartAsync(dialect);
        var caller = TestSystem.User(TestSystem.NewProject());
        var id = await GatewayAsync(system, caller, Old);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await system.Upgrade(caller, id, "start");
                return "";
            }
            catch (Grpc.Core.RpcException refusal)
            {
                return refusal.Status.Detail;
            }
        }));

        outcomes.Count(outcome => outcome == "").ShouldBe(1);
        outcomes.Where(outcome => outcome != "").ShouldAllBe(outcome => outcome.StartsWith("Repeated operation"));
        (await system.ListJobsAsync(caller, new ListVpnGatewayJobsRequest { ResourceId = id })).ShouldHaveSingleItem().Steps().ShouldBe(["upgrading", "init", "init"]);
    }

    /// <summary>A system whose agents are never lost and never report.</summary>
    private async Task<TestSystem> StartAsync(string dialect)
    {
        if (!_systems.TryGetValue(dialect, out var system))
        {
            system = _systems[dialect] = await TestSystem.StartAsync(dialect, "--AGENT_LEASE=600");
        }
        return system;
    }

    private static async Task<string> GatewayAsync(TestSystem system, CallerContext caller, string version)
    {
        var created = await system.CreateActiveAsync(caller, Examples.Public());
        await system.PlaceAsync(created.Id);
        await system.ExecuteAsync("UPDATE agent SET versions = @versions", new { versions = $"""["{Old}","{New}"]""" });
        await system.ExecuteAsync("UPDATE vpn_gateway SET version = @version WHERE id = @Id", new { created.Id, version });
        return created.Id;
    }

    private static Task<int> AddJobAsync(TestSystem system, CallerContext caller, string gateway) => system.ExecuteAsync(
        """
        INSERT INTO vpn_gateway_job (id, project_id, enterprise_project_id, vgw_id, job_type, status, from_version, to_version, created_at, told_at, request_id)
        VALUES (@id, @ProjectId, '0', @gateway, 'upgrade', 'pending_upgrade_confirm', '5.0.0', '5.1.0', 1, 1, 'r')
        """,
        new { id = Examples.Id(), caller.ProjectId, gateway });
}
