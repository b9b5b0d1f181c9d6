using System.Text.Json.Nodes;
using MassTransit;
using MassTransit.UsageTracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Messaging.Tests;

public sealed class DeliveryTests
{
    public static TheoryData<Shape> Shapes => [.. Enum.GetValues<Shape>()];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Every_event_arrives_once(Shape shape)
    {
        await using var part = await Part.StartAsync(shape);
        string[] names = [.. Enumerable.Range(0, 40).Select(number => $"n{number}")];
        var resources = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7().ToString()).ToArray();
        await Task.WhenAll(resources.Select(resource => part.TellAsync(resource, names)));
        await Eventually.Async(() => part.Listener.Taken.Count >= resources.Length * names.Length);
        foreach (var resource in resources)
        {
            part.Listener.NamesOf(resource).ShouldBe(names, ignoreOrder: true);
        }
        await Eventually.Async(async () => await part.CountAsync("outbox") == 0);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_handler_that_fails_gets_the_event_again(Shape shape)
    {
        await using var part = await Part.StartAsync(shape);
        part.Listener.FailNext(3);
        var resource = Guid.CreateVersion7().ToString();
        await part.TellAsync(resource, "first", "second");
        await Eventually.Async(() => part.Listener.NamesOf(resource).Count == 2, TimeSpan.FromSeconds(40));
        part.Listener.NamesOf(resource).ShouldBe(["first", "second"], ignoreOrder: true);
        part.Log.Lines.Count.ShouldBe(3);
        part.Log.Lines.ShouldAllBe(line => line.RequestId == "r1" && line.Project == "p1" && line.Text.Contains("customer_gateway.updated"));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_repeated_delivery_has_no_effect(Shape shape)
    {
        await using var part = await Part.StartAsync(shape);
        var resource = Guid.CreateVersion7().ToString();
        await part.TellAsync(resource, "once");
        await Eventually.Async(() => part.Listener.NamesOf(resource).Count == 1);
        await part.Services.GetRequiredService<EventBus>().TellAsync(part.Listener.Taken.First(), CancellationToken.None);
        var marker = Guid.CreateVersion7().ToString();
        await part.TellAsync(marker, "after it");
        await Eventually.Async(() => part.Listener.NamesOf(marker).Count == 1);
        part.Listener.NamesOf(resource).ShouldBe(["once"]);
    }

    [Fact]
    public async Task Subscribers_find_the_events_of_a_resource_in_order()
    {
        await using var part = await Part.StartAsync(Shape.PostgresWithBroker);
        await using var subscription = await Subscription.StartAsync(part.Settings["BUS"]!, "customer_gateway.*");
        string[] names = [.. Enumerable.Range(0, 60).Select(number => $"n{number}")];
        var resources = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7().ToString()).ToArray();
        await Task.WhenAll(resources.Select(resource => part.TellAsync(resource, names)));
        var told = new List<JsonNode>();
        await Eventually.Async(async () =>
        {
            told.AddRange(await subscription.DrainAsync());
            return told.Count >= resources.Length * names.Length;
        });
        foreach (var resource in resources)
        {
            told.Where(entry => (string)entry["subject"]! == resource).Select(entry => (string)entry["data"]!["name"]!).ShouldBe(names);
        }
    }

    [Fact]
    public async Task Events_written_before_a_stop_are_told_after_the_start()
    {
        await using var part = await Part.StartAsync(Shape.SqliteWithBroker);
        var resource = Guid.CreateVersion7().ToString();
        part.Listener.FailNext(int.MaxValue);
        await part.TellAsync(resource, "kept");
        await part.StopAsync();
        await part.StartAsync();
        await Eventually.Async(() => part.Listener.NamesOf(resource).Count == 1, TimeSpan.FromSeconds(40));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_was_taken_in_long_ago_is_forgotten(Shape shape)
    {
        await using var part = await Part.StartAsync(shape);
        var resource = Guid.CreateVersion7().ToString();
        await part.TellAsync(resource, "young");
        await Eventually.Async(() => part.Listener.NamesOf(resource).Count == 1);
        await part.Database.InTransactionAsync(
            session => session.ExecuteAsync("INSERT INTO inbox (event_id, consumer, received_at) VALUES ('old', 'x', 0)"), CancellationToken.None);

        await part.StopAsync();
        await part.StartAsync();

        await Eventually.Async(async () => await part.CountAsync("inbox") == 1);
    }

    [Fact]
    public async Task An_event_is_undone_with_the_change_it_tells_of()
    {
        await using var part = await Part.StartAsync(Shape.Embedded);
        var outbox = part.Services.GetRequiredService<Outbox<PartDatabase>>();
        await Should.ThrowAsync<InvalidOperationException>(part.Database.InTransactionAsync<bool>(
            async session =>
            {
                await outbox.AddAsync(session, new EventSubject("p", "0", "r", 1, ""), new CustomerGatewayDeleted { Name = "x" });
                throw new InvalidOperationException("the change fails");
            },
            CancellationToken.None));
        (await part.CountAsync("outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Subscribers_get_a_CloudEvents_envelope_under_its_routing_key()
    {
        await using var part = await Part.StartAsync(Shape.SqliteWithBroker);
        await using var billing = await Subscription.StartAsync(part.Settings["BUS"]!, "customer_gateway.updated");
        await using var others = await Subscription.StartAsync(part.Settings["BUS"]!, "vpn_gateway.*");
        var resource = Guid.CreateVersion7().ToString();
        await part.TellAsync(resource, "cgw-told");
        JsonNode told = null!;
        await Eventually.Async(async () => (told = (await billing.DrainAsync()).FirstOrDefault()!) is not null);

        told["specversion"]!.GetValue<string>().ShouldBe("1.0");
        told["type"]!.GetValue<string>().ShouldBe("customer_gateway.updated");
        told["source"]!.GetValue<string>().ShouldBe("/vpnmesh/part");
        told["subject"]!.GetValue<string>().ShouldBe(resource);
        told["resourcetype"]!.GetValue<string>().ShouldBe("customer_gateway");
        told["projectid"]!.GetValue<string>().ShouldBe("p1");
        told["enterpriseprojectid"]!.GetValue<string>().ShouldBe("0");
        told["generation"]!.GetValue<long>().ShouldBe(1);
        told["requestid"]!.GetValue<string>().ShouldBe("r1");
        told["time"]!.GetValue<string>().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        told["data"]!.ToJsonString().ShouldBe("""{"name":"cgw-told","changed":[],"ca_expire_time":""}""");
        Guid.TryParse(told["id"]!.GetValue<string>(), out _).ShouldBeTrue();
        (await others.DrainAsync()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task The_bus_does_not_phone_home(Shape shape)
    {
        await using var part = await Part.StartAsync(shape);
        var tracked = part.Services.GetService<IUsageTracker>() is not null;
        var enabled = part.Services.GetService<IOptions<UsageTelemetryOptions>>()?.Value.Enabled ?? false;
        (tracked && enabled).ShouldBeFalse();
    }
}
