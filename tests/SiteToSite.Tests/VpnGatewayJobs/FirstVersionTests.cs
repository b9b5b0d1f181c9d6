using VpnMesh.SiteToSite.Tests.Agents;
using VpnMesh.SiteToSite.Tests.VpnGateways;
using VpnMesh.TestKit;

namespace VpnMesh.SiteToSite.Tests.VpnGatewayJobs;

/// <summary>Which version a new gateway runs.</summary>
public sealed class FirstVersionTests
{
    [Theory]
    [InlineData("sqlite", "", "1.0,2.0", "1.0,2.0", "2.0")]
    [InlineData("sqlite", "newest", "1.0,2.0", "1.0,2.0,3.0", "2.0")]
    [InlineData("sqlite", "oldest", "1.0,2.0", "2.0,3.0", "2.0")]
    [InlineData("postgres", "", "1.0,2.0", "1.0,2.0,3.0", "2.0")]
    [InlineData("postgres", "oldest", "1.0,2.0", "1.0,2.0", "1.0")]
    public async Task It_is_one_that_both_agents_run(string dialect, string setting, string first, string second, string expected)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, settings: $"--GATEWAY_VERSION={setting}");
        await system.StartAgentAsync("zone-a", versions: first);
        await system.StartAgentAsync("zone-b", versions: second);
        await CreatesAsync(system, expected, generation: 1);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task The_end_point_that_had_an_agent_first_follows_when_the_other_agent_runs_less(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        await system.StartAgentAsync("zone-a", versions: "1.0,2.0,3.0");
        var id = await system.CreateGatewayAsync();
        await Eventually.Async(async () => (await system.PlacementsAsync(id))[0] is { ObservedState: "applied", ObservedVersion: "3.0" });
        (await system.FindAsync(id))!.Version.ShouldBe("");

        await system.StartAgentAsync("zone-b", versions: "1.0,2.0");

        await RunsAsync(system, id, "2.0");
        (await system.FindAsync(id))!.Generation.ShouldBe(2);
        await Eventually.Async(() => system.Events.Of(id).Length == 1);
        system.Events.Of(id).ShouldBe(["PENDING_CREATE -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_end_point_that_had_an_agent_first_is_not_told_twice_without_need(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        await system.StartAgentAsync("zone-a", versions: "1.0,2.0");
        var id = await system.CreateGatewayAsync();
        await Eventually.Async(async () => (await system.PlacementsAsync(id))[0].ObservedVersion == "2.0");

        await system.StartAgentAsync("zone-b", versions: "2.0,3.0");

        await RunsAsync(system, id, "2.0");
        (await system.FindAsync(id))!.Generation.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task Agents_without_a_version_in_common_run_what_they_have(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        await system.StartAgentAsync("zone-a", versions: "1.0");
        await system.StartAgentAsync("zone-b", versions: "2.0");
        var id = await system.CreateGatewayAsync();

        await system.BecomesAsync(id, "ACTIVE");

        (await system.FindAsync(id))!.Version.ShouldBe("");
        (await system.PlacementsAsync(id)).Select(placement => placement.ObservedVersion).ShouldBe(["1.0", "2.0"]);
        (await system.ShowAsync(id)).HasUpgradeInfo.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_version_that_agents_come_to_have_in_common_is_chosen_and_the_change_told(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        await system.StartAgentAsync("zone-a", versions: "1.0");
        var second = await system.StartAgentAsync("zone-b", versions: "2.0");
        var id = await system.CreateGatewayAsync();
        await system.BecomesAsync(id, "ACTIVE");

        await second.StopAsync();
        await system.StartAgentAsync("zone-b", versions: "1.0,2.0");

        await Eventually.Async(async () => (await system.FindAsync(id))!.Version == "1.0");
        await RunsAsync(system, id, "1.0");
        await Eventually.Async(() => system.Events.Of(id).Length == 3);
        system.Events.Of(id).ShouldBe(["PENDING_CREATE -> ACTIVE", "ACTIVE -> PENDING_UPDATE", "PENDING_UPDATE -> ACTIVE"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task A_gateway_that_is_created_with_a_version_runs_it_or_is_at_fault(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect);
        await system.StartAgentAsync("zone-a", versions: "1.0,2.0");
        await system.StartAgentAsync("zone-b", versions: "1.0,2.0");

        await RunsAsync(system, await system.CreateGatewayAsync(version: "1.0"), "1.0");
        await system.BecomesAsync(await system.CreateGatewayAsync(version: "9.0"), "FAULT");
    }

    [Fact]
    public async Task A_fixed_version_is_written_with_the_gateway()
    {
        await using var system = await TestSystem.StartAsync("sqlite", "--GATEWAY_VERSION=1.0");
        var created = await system.CreateAsync(TestSystem.User(TestSystem.NewProject()), Examples.Public());

        (await system.QueryAsync<string>("SELECT version FROM vpn_gateway WHERE id = @Id", new { created.Id })).ShouldBe(["1.0"]);
        (await system.QueryAsync<string>("SELECT version FROM placement WHERE gateway_id = @Id", new { created.Id })).ShouldBe(["1.0", "1.0"]);
    }

    [Theory]
    [MemberData(nameof(TestSystem.Dialects), MemberType = typeof(TestSystem))]
    public async Task An_end_point_moves_to_an_agent_that_runs_its_version(string dialect)
    {
        await using var system = await AgentsSystem.StartAsync(dialect, lease: 6);
        var lost = await system.StartAgentAsync("zone-a", "lost", versions: "1.0");
        await system.StartAgentAsync("zone-b", versions: "1.0");
        var id = await system.CreateGatewayAsync();
        await RunsAsync(system, id, "1.0");

        // The one that lacks the version is the emptier one.
        await system.StartAgentAsync("zone-a", "newer", capacity: 10_000, versions: "2.0");
        await system.StartAgentAsync("zone-a", "same", capacity: 10, versions: "1.0,2.0");
        await lost.StopAsync();
        await Eventually.Async(async () => (await system.PlacementsAsync(id))[0] is { AgentId: "same", ObservedState: "applied" });
        await RunsAsync(system, id, "1.0");
    }

    private static async Task CreatesAsync(AgentsSystem system, string version, long generation)
    {
        // Both zones have their agent: placed together, the end points are told once.
        var warmUp = await system.CreateGatewayAsync();
        await system.BecomesAsync(warmUp, "ACTIVE");
        var id = await system.CreateGatewayAsync();
        await RunsAsync(system, id, version);
        (await system.FindAsync(id))!.Generation.ShouldBe(generation);
    }

    private static async Task RunsAsync(AgentsSystem system, string id, string version)
    {
        await system.BecomesAsync(id, "ACTIVE");
        (await system.FindAsync(id))!.Version.ShouldBe(version);
        (await system.PlacementsAsync(id)).ShouldAllBe(placement => placement.Version == version && placement.ObservedVersion == version);
    }
}
