namespace VpnMesh.CommandLine.Tests;

public sealed class StatusTests(EmbeddedSystem system)
{
    private readonly CommandLineTool _tool = system.Tool;

    [Fact]
    public async Task All_parts_and_agents_of_the_process_beside_are_well()
    {
        var status = await _tool.JsonAsync("status");
        status["healthy"]!.GetValue<bool>().ShouldBeTrue();
        status["edge"]!["state"]!.GetValue<string>().ShouldBe("ready");
        var parts = status["parts"]!.AsArray().ToDictionary(part => part!["part"]!.GetValue<string>(), part => part!);
        parts.Keys.ShouldBe(["site-to-site", "p2c", "governance", "monitoring", "metering", "identity"], ignoreOrder: true);
        parts.Values.ShouldAllBe(part => part["state"]!.GetValue<string>() == "ok" && part["store"]!.GetValue<string>() == "sqlite");
        parts["site-to-site"]["outbox"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(0);
        parts["metering"]["outbox"].ShouldBeNull();
        parts["metering"]["queues"]!.AsArray().ShouldNotBeEmpty();
        parts["identity"]["schema"]!.GetValue<string>().ShouldStartWith("2");
        // Two handlers of one queue would share its events between them.
        parts.Values.SelectMany(part => part["queues"]!.AsArray().Select(queue => queue!.GetValue<string>())).ShouldBeUnique();
        status["agents"]!.AsArray().Select(agent => agent!["state"]!.GetValue<string>()).ShouldBe(["live", "live", "live", "live"]);
        status["queues"].ShouldBeNull();
    }

    [Fact]
    public async Task People_get_tables()
    {
        var status = await _tool.RunAsync("status");
        status.ExitCode.ShouldBe(0, status.ToString());
        status.Output.ShouldContain("PART");
        status.Output.ShouldContain("All is well.");
    }

    [Fact]
    public async Task A_part_that_does_not_answer_is_named()
    {
        var status = await _tool.With("VPNMESH_P2C", "unix:/nowhere/p2c.sock").RunAsync("status", "--json");
        status.ExitCode.ShouldBe(5, status.ToString());
        status.Json["healthy"]!.GetValue<bool>().ShouldBeFalse();
        status.Json["problems"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldContain("/nowhere/p2c.sock");
    }

    [Fact]
    public async Task Where_nothing_runs_it_says_where_it_looked()
    {
        var (elsewhere, keyless) = (_tool.With("VPNMESH_DATA", "/nowhere"), _tool.With("VPNMESH_DATA", "/nowhere").With("VPNMESH_P2C", "unix:/nowhere/p2c.sock"));
        (await elsewhere.RunAsync("status")).ShouldFail(3, "/nowhere/running.json");
        (await keyless.RunAsync("placements", "--p2c")).ShouldFail(3, "VPNMESH_INTERNAL_KEY");
    }

    [Fact]
    public async Task A_stranger_is_refused() =>
        (await _tool.With("VPNMESH_INTERNAL_KEY", Convert.ToBase64String(new byte[32])).RunAsync("agents")).ShouldFail(1, "APIGW.0301");

    [Fact]
    public async Task Agents_tell_zone_and_load()
    {
        var agents = await _tool.ItemsAsync("agents");
        agents.Select(agent => agent["part"]!.GetValue<string>()).Distinct().ShouldBe(["site-to-site", "p2c"]);
        agents.Select(agent => agent["zone"]!.GetValue<string>()).Distinct().ShouldBe(["region-1a", "region-1b"]);
        agents.ShouldAllBe(agent => agent["backend"]!.GetValue<string>() == "loopback" && agent["capacity"]!.GetValue<long>() == 100_000);
    }
}
