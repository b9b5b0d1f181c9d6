using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Messaging.Tests;

/// <summary>The subscriber of deploy/subscriber, run as anybody would run it.</summary>
public sealed class PlainSubscriberTests
{
    [Fact]
    public async Task An_event_that_is_delivered_twice_is_printed_once_also_after_a_restart()
    {
        await using var part = await Part.StartAsync(Shape.SqliteWithBroker);
        using var folder = new TempFolder();
        var bus = part.Services.GetRequiredService<EventBus>();
        CloudEvent[] told = [Event("vpn_gateway.created"), Event("customer_gateway.created"), Event("vpn_gateway.deleted")];
        var memory = Path.Combine(folder.Path, "seen");
        await using (var subscriber = await PlainSubscriber.StartAsync(part.Settings["BUS"]!, memory))
        {
            await TellAsync(bus, told[0], told[0], told[1]);
            await Eventually.Async(() => File.Exists(memory) && File.ReadAllText(memory).EndsWith('\n'));
            subscriber.Printed().ShouldBe([told[0].Id]);
        }
        await TellAsync(bus, told[0], told[2]);

        await using var again = await PlainSubscriber.StartAsync(part.Settings["BUS"]!, memory);
        await Eventually.Async(() => again.Printed().Length > 0);
        again.Printed().ShouldBe([told[2].Id]);
    }

    private static async Task TellAsync(EventBus bus, params CloudEvent[] events)
    {
        foreach (var told in events)
        {
            await bus.TellAsync(told, CancellationToken.None);
        }
    }

    private static CloudEvent Event(string type) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Source = "/vpnmesh/part",
        Type = type,
        Subject = Guid.CreateVersion7().ToString(),
        Time = "2027-02-20T07:41:39.123Z",
        ProjectId = "p1",
        EnterpriseProjectId = "0",
        ResourceType = type.Split('.')[0],
        Generation = 1,
        RequestId = "",
        Data = JsonSerializer.SerializeToElement(new { name = "a" }),
    };
}
