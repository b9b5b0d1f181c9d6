using System.Text.Json.Nodes;
using VpnMesh.CommandLine.Events;
using VpnMesh.TestKit;

namespace VpnMesh.CommandLine.Tests;

public sealed class EventsTests(EmbeddedSystem system)
{
    [Fact]
    public async Task The_past_is_read_from_the_data_folder()
    {
        var past = await system.Tool.JsonAsync("events", "agent.*", "--from-start", "--count", "1");
        past["type"]!.GetValue<string>().ShouldStartWith("agent.");
        (await system.Tool.RunAsync("events", "--from-start", "--count", "1")).Output.ShouldContain("agent.");
    }

    [Fact]
    public async Task What_happens_is_told_as_it_happens() => await FollowAsync(system.Tool);

    [Fact]
    public async Task With_a_broker_events_come_from_it_and_its_queues_are_watched()
    {
        await using var withBroker = new RunningSystem(await RabbitServer.Shared.CreateVhostAsync());
        await withBroker.StartAsync();
        var tool = new CommandLineTool(withBroker.Environment());
        await FollowAsync(tool);
        (await tool.RunAsync("events", "--from-start")).ShouldFail(2, "--from-start");
        var status = await tool.JsonAsync("status");
        var queues = status["queues"]!.AsArray();
        queues.Count.ShouldBeGreaterThan(3);
        queues.ShouldAllBe(queue => queue!["state"]!.GetValue<string>() == "ok" && queue["consumers"]!.GetValue<int>() > 0);
    }

    [Theory]
    [InlineData("#", "vpn_gateway.created", true)]
    [InlineData("vpn_gateway.*", "vpn_gateway.created", true)]
    [InlineData("*.created", "vpn_gateway.created", true)]
    [InlineData("vpn_gateway", "vpn_gateway.created", false)]
    [InlineData("vpn_gateway.*", "p2c_vpn_gateway.created", false)]
    [InlineData("#.created", "vpn_gateway.created", true)]
    [InlineData("vpn_gateway.*.*", "vpn_gateway.created", false)]
    public void Patterns_are_those_of_a_topic_exchange(string pattern, string type, bool matches) =>
        RoutingKeyPattern.Matches(pattern, type).ShouldBe(matches);

    private static async Task FollowAsync(CommandLineTool tool)
    {
        using var follower = tool.Start("events", "customer_gateway.created", "--count", "1", "--json");
        // Nobody says when it has begun to follow: something happens until it has seen it.
        await Eventually.Async(
            async () =>
            {
                const string CustomerGateway = """{"customer_gateway":{"id_type":"fqdn","id_value":"followed.example.com"}}""";
                await tool.RunAsync("call", "POST", "/v5/{project_id}/customer-gateways", "-d", CustomerGateway);
                return follower.HasExited;
            },
            pause: TimeSpan.FromMilliseconds(300));
        var told = JsonNode.Parse(await follower.StandardOutput.ReadToEndAsync())!;
        told["type"]!.GetValue<string>().ShouldBe("customer_gateway.created");
        told["data"]!["id_value"]!.GetValue<string>().ShouldBe("followed.example.com");
        follower.ExitCode.ShouldBe(0);
    }
}
