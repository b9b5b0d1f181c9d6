using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using VpnMesh.CommandLine.Events;
using VpnMesh.TestKit;

namespace VpnMesh.CommandLine.Tests;

public sealed class EventsTests(EmbeddedSystem system)
{
    [Fact]
    public async Task The_past_is_read_from_the_data_folder()
    {
        var past = await system.Tool.JsonAsync("events", "gateway_agent.*", "--from-start", "--count", "1");
        past["type"]!.GetValue<string>().ShouldStartWith("gateway_agent.");
        (await system.Tool.RunAsync("events", "--from-start", "--count", "1")).Output.ShouldContain("gateway_agent.");
    }

    [Fact]
    public async Task What_happens_is_told_as_it_happens() => await FollowAsync(
        system.Tool,
        () => system.Tool.RunAsync("call", "POST", "/v5/{project_id}/customer-gateways", "-d", """{"customer_gateway":{"id_value":"203.0.113.88"}}"""));

    [Fact]
    public async Task A_part_of_its_own_is_watched_with_its_queue_and_the_broker_tells_events()
    {
        var bus = await RabbitServer.Shared.CreateVhostAsync();
        await using var part = RunningSystem.OnePart("VpnMesh.SiteToSite", "SITE_TO_SITE", bus, await PostgresServer.Shared.CreateDatabaseAsync());
        await part.StartAsync();
        var tool = new CommandLineTool(part.Environment());
        Ended status = null!;
        await Eventually.Async(
            async () =>
            {
                status = await tool.RunAsync("status", "--json");
                return status.Output.Length > 0 && status.Json["queues"]!.AsArray().All(queue => queue!["state"]!.GetValue<string>() == "ok");
            },
            pause: TimeSpan.FromMilliseconds(300));
        var queues = status.Json["queues"]!.AsArray();
        queues.Select(queue => queue!["name"]!.GetValue<string>()).ShouldBe(["vpnmesh.EipUnboundHandler"]);
        queues.ShouldAllBe(queue => queue!["consumers"]!.GetValue<int>() == 1);
        var shown = status.Json["parts"]!.AsArray().Single(each => each!["state"]!.GetValue<string>() == "ok")!;
        shown["store"]!.GetValue<string>().ShouldBe("postgresql");
        shown["schema"]!.GetValue<string>().ShouldNotBeEmpty();
        shown["outbox"]!.GetValue<long>().ShouldBe(0);
        (await tool.ItemsAsync("placements")).ShouldBeEmpty();
        // There is no edge beside this part.
        status.ExitCode.ShouldBe(5);
        (await tool.RunAsync("events", "--from-start")).ShouldFail(2, "--from-start");
        await FollowAsync(tool, () => PublishAsync(bus));
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

    private static async Task FollowAsync(CommandLineTool tool, Func<Task> happen)
    {
        using var follower = tool.Start("events", "customer_gateway.created", "--count", "1", "--json");
        // Nobody says when it has begun to follow: something happens until it has seen it.
        await Eventually.Async(
            async () =>
            {
                await happen();
                return follower.HasExited;
            },
            pause: TimeSpan.FromMilliseconds(300));
        var told = JsonNode.Parse(await follower.StandardOutput.ReadToEndAsync())!;
        told["type"]!.GetValue<string>().ShouldBe("customer_gateway.created");
        told["data"]!["id_value"]!.GetValue<string>().ShouldBe("203.0.113.88");
        follower.ExitCode.ShouldBe(0);
    }

    private static async Task PublishAsync(string bus)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(bus) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        const string Event = """{"type":"customer_gateway.created","time":"2027-02-20T07:41:39.000Z","subject":"1","data":{"id_value":"203.0.113.88"}}""";
        await channel.BasicPublishAsync("vpnmesh.events", "customer_gateway.created", Encoding.UTF8.GetBytes(Event));
    }
}
