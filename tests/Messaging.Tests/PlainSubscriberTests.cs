using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        await using (var subscriber = Program.Start(part.Settings["BUS"]!, folder.Path))
        {
            await subscriber.ListeningAsync(part.Settings["BUS"]!);
            await bus.TellAsync(told[0], CancellationToken.None);
            await bus.TellAsync(told[0], CancellationToken.None);
            await bus.TellAsync(told[1], CancellationToken.None);
            await Eventually.Async(() => !subscriber.Printed.IsEmpty);
        }
        await bus.TellAsync(told[0], CancellationToken.None);
        await bus.TellAsync(told[2], CancellationToken.None);

        await using var again = Program.Start(part.Settings["BUS"]!, folder.Path);
        await Eventually.Async(() => !again.Printed.IsEmpty);
        again.All().ShouldBe([told[2].Id]);
        JsonNode.Parse(again.Printed.First())!["type"]!.ToString().ShouldBe("vpn_gateway.deleted");
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
