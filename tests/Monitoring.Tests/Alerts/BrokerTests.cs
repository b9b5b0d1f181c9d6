using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>Events come from the exchange of a real broker, and go there.</summary>
public sealed class BrokerTests
{
    [Fact]
    public async Task An_event_on_the_exchange_raises_one_alert_on_the_exchange()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        var bus = await RabbitServer.Shared.CreateVhostAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(bus) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(MessagingRegistration.Exchange, ExchangeType.Topic, durable: true);
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, MessagingRegistration.Exchange, "alert.*");
        await using var system = await AlertSystem.StartAsync(store, settings: $"--BUS={bus}");
        var (projectId, connectionId, now) = (Told.NewProject(), Told.NewId(), system.Time.GetUtcNow());
        var down = Told.Status(projectId, connectionId, "ACTIVE", "DOWN", now.AddHours(-1));
        // A broker may deliver again what it has delivered already.
        await PublishAsync(channel, down);
        await PublishAsync(channel, down);
        var told = new List<JsonNode>();
        await DrainAsync(channel, queue, told, 1);
        await PublishAsync(channel, Told.Status(projectId, connectionId, "DOWN", "ACTIVE", now));
        await DrainAsync(channel, queue, told, 2);

        told.Select(one => one["type"]!.GetValue<string>()).ShouldBe(["alert.raised", "alert.cleared"]);
        told.Select(one => one["subject"]!.GetValue<string>()).Distinct().Count().ShouldBe(1);
        told.ShouldAllBe(one => one["projectid"]!.GetValue<string>() == projectId && one["data"]!["about_id"]!.GetValue<string>() == connectionId);
    }

    private static async Task PublishAsync(IChannel channel, CloudEvent cloudEvent)
    {
        var properties = new BasicProperties { ContentType = "application/json", MessageId = cloudEvent.Id, Persistent = true };
        var body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(cloudEvent));
        await channel.BasicPublishAsync(MessagingRegistration.Exchange, cloudEvent.Type, mandatory: true, properties, body);
    }

    private static Task DrainAsync(IChannel channel, string queue, List<JsonNode> told, int count) => Eventually.Async(async () =>
    {
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } got)
        {
            told.Add(JsonNode.Parse(Encoding.UTF8.GetString(got.Body.Span))!);
        }
        return told.Count >= count;
    });
}
