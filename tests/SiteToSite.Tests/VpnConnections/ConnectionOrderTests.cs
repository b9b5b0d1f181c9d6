using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.VpnGateways;

namespace VpnMesh.SiteToSite.Tests.VpnConnections;

/// <summary>Of several faults of a creation the documented order decides which is answered.</summary>
public sealed class ConnectionOrderTests(TestSystems systems) : IClassFixture<TestSystems>
{
    public static MatrixTheoryData<string, string> NotReady => new(
        TestSystem.Dialects.Select(dialect => dialect.Data),
        ["PENDING_CREATE", "PENDING_DELETE", "UPGRADING", "PENDING_UPGRADE_CONFIRM", "ROLLING_BACK", "FAULT", "FREEZED"]);

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task One_fault_after_the_other_comes_to_light(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var first = site.New();
        first.Name = "same";
        await system.CreateAsync(site.Caller, first);
        await system.PutIntoAsync(site.Gateway.Id, "FAULT");
        await system.ExecuteAsync("UPDATE vpn_gateway SET connection_number = 1 WHERE id = @Id", new { site.Gateway.Id });
        await system.SetConnectionQuotaAsync(site.Caller, 1);
        var wanted = first.Clone();
        (wanted.Style, wanted.VgwId, wanted.CgwId, wanted.EnableHub) = ("x", Examples.Id(), Examples.Id(), true);
        async Task<(string Code, string Message)> NextAsync()
        {
            var refusal = await Refused.Async(system.Create(site.Caller, wanted));
            return (refusal.Code, refusal.Message);
        }

        (await NextAsync()).Message.ShouldContain("style");
        wanted.ClearStyle();
        (await NextAsync()).Code.ShouldBe("VPN.0004");
        wanted.VgwId = site.Gateway.Id;
        (await NextAsync()).Code.ShouldBe("VPN.0004");
        wanted.CgwId = site.Customer.Id;
        (await NextAsync()).Message.ShouldContain("enable_hub");
        wanted.ClearEnableHub();
        (await NextAsync()).Code.ShouldBe("VPN.0510");
        await system.ExecuteAsync("UPDATE vpn_gateway SET failed = 0 WHERE id = @Id", new { site.Gateway.Id });
        (await NextAsync()).Code.ShouldBe("VPN.0031");
        wanted.ClearName();
        (await NextAsync()).Code.ShouldBe("VPN.0504");
        await system.ExecuteAsync("UPDATE vpn_gateway SET connection_number = 2 WHERE id = @Id", new { site.Gateway.Id });
        var (code, message) = await NextAsync();
        code.ShouldBe("VPN.0001");
        message.ShouldContain("vpn_connection");
        await system.SetConnectionQuotaAsync(site.Caller, 2);
        await system.CreateAsync(site.Caller, wanted);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task What_is_no_id_names_nothing_to_a_caller_of_some_enterprise_project(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        var partly = TestSystem.User(site.Caller.ProjectId, new Access { OnlyIn = { "0" } });
        var wanted = site.New();
        wanted.VgwId = "\0";

        var create = await Refused.Async(system.Create(partly, wanted));
        var delete = await Refused.Async(system.Delete(partly, "\0"));

        new[] { create, delete }.ShouldAllBe(refusal => refusal.Code == "VPN.0003" && refusal.Status == "403");
    }

    [Theory]
    [MemberData(nameof(NotReady))]
    public async Task A_gateway_that_is_not_open_takes_no_connection(string dialect, string status)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        await system.PlaceAsync(site.Gateway.Id);
        await system.PutIntoAsync(site.Gateway.Id, status);

        var refusal = await Refused.Async(system.Create(site.Caller, site.New()));

        if (status is "FAULT" or "FREEZED")
        {
            (refusal.Code, refusal.Status).ShouldBe(("VPN.0510", "500"));
            return;
        }
        var state = status switch { "PENDING_CREATE" => "CREATING", "PENDING_DELETE" => "DELETING", _ => status };
        (refusal.Code, refusal.Status).ShouldBe(("VPN.0003", "403"));
        refusal.Message.ShouldBe($"resource (type=GATEWAY, ID={site.Gateway.Id}) is not ready, currently {state}");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_that_is_being_changed_queues_connections(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        await system.PutIntoAsync(site.Gateway.Id, "PENDING_UPDATE");

        var created = await system.CreateAsync(site.Caller, site.New());

        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("PENDING_CREATE");
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Both_elements_of_a_batch_count_and_what_was_reserved_is_given_back(string dialect)
    {
        var system = await systems[dialect];
        var site = await system.SiteAsync();
        await system.SetConnectionQuotaAsync(site.Caller, 1);

        var overQuota = await Refused.Async(system.CreateBatch(site.Caller, site.New(), site.New(slot: 2)));
        await system.CreateAppliedAsync(site.Caller, site.New());
        await system.ExecuteAsync("UPDATE vpn_gateway SET connection_number = 2 WHERE id = @Id", new { site.Gateway.Id });
        var overGateway = await Refused.Async(system.CreateBatch(site.Caller, site.New(), site.New(slot: 2)));

        overQuota.Code.ShouldBe("VPN.0001");
        overQuota.Message.ShouldContain("vpn_connection");
        overGateway.Code.ShouldBe("VPN.0504");
        (await system.ListAsync(site.Caller, new ListVpnConnectionsRequest())).TotalCount.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_full_queue_refuses_every_change_until_something_is_applied(string dialect)
    {
        await using var system = await TestSystem.StartAsync(dialect, "--CHANGE_QUEUE=1");
        var site = await system.SiteAsync();
        var created = await system.CreateAppliedAsync(site.Caller, site.New());
        var waiting = await system.CreateAsync(site.Caller, site.New(slot: 2));

        var refusals = new[]
        {
            await Refused.Async(system.Create(site.Caller, site.New(slot: 2))),
            await Refused.Async(system.CreateBatch(site.Caller, site.New(), site.New(slot: 2))),
            await Refused.Async(system.Change(site.Caller, created.Id, new VpnConnectionChanges { Name = "b" })),
            await Refused.Async(system.Reset(site.Caller, created.Id)),
            await Refused.Async(system.Delete(site.Caller, created.Id)),
        };
        await system.ConnectionAppliedAsync(waiting.Id);
        await system.Reset(site.Caller, created.Id);

        refusals.ShouldAllBe(refusal => refusal.Code == "VPN.0030" && refusal.Status == "400");
        (await system.ShowConnectionAsync(site.Caller, created.Id)).Status.ShouldBe("PENDING_UPDATE");
    }
}
