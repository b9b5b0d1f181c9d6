using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using VpnMesh.Shared.Messaging;
using VpnMesh.TestKit;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>Monitoring as a process of its own that is killed while it works.</summary>
public sealed class KilledTests
{
    private const int Batch = 60;
    private const int All = (2 * Batch) + 1;

    [Fact]
    public async Task No_alert_is_lost_or_doubled_when_Monitoring_is_killed()
    {
        using var store = await TestStore.CreateAsync(Kind.Sqlite);
        var bus = await RabbitServer.Shared.CreateVhostAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(bus) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(MessagingRegistration.Exchange, ExchangeType.Topic, durable: true);
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, MessagingRegistration.Exchange, "alert.*");
        string[] arguments =
            [.. store.Settings, $"--INTERNAL_KEY={AlertSystem.InternalKey}", $"--BUS={bus}", $"--URLS=unix:{store.Folder}/killed.sock"];

        var process = Start(arguments);
        var told = new List<(string Subject, string Id)>();
        try
        {
            // What is published before it listens reaches nobody.
            var first = Down();
            await Eventually.Async(async () =>
            {
                await PublishAsync(channel, first);
                return await DrainAsync(channel, queue, told) > 0;
            });
            await PublishAsync(channel, Batch);
            // In the midst of it.
            await Eventually.Async(async () => await DrainAsync(channel, queue, told) > 1);
            process.Kill();
            await process.WaitForExitAsync();
            await PublishAsync(channel, Batch);
            process = Start(arguments);
            await Eventually.Async(async () =>
            {
                await DrainAsync(channel, queue, told);
                return told.Distinct().Count() >= All;
            });

            // What is told again has the same id.
            told.Distinct().Count().ShouldBe(All);
            told.Select(one => one.Subject).Distinct().Count().ShouldBe(All);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static Process Start(string[] arguments)
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "VpnMesh.Monitoring.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true })!;
    }

    private static CloudEvent Down() => Told.Status("p", Told.NewId(), "ACTIVE", "DOWN", TimeProvider.System.GetUtcNow().AddHours(-1));

    private static async Task PublishAsync(IChannel channel, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await PublishAsync(channel, Down());
        }
    }

    private static async Task PublishAsync(IChannel channel, CloudEvent cloudEvent)
    {
        var properties = new BasicProperties { ContentType = "application/json", MessageId = cloudEvent.Id, Persistent = true };
        var body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(cloudEvent));
        await channel.BasicPublishAsync(MessagingRegistration.Exchange, cloudEvent.Type, mandatory: true, properties, body);
    }

    private static async Task<int> DrainAsync(IChannel channel, string queue, List<(string Subject, string Id)> told)
    {
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } got)
        {
            var one = JsonNode.Parse(Encoding.UTF8.GetString(got.Body.Span))!;
            told.Add((one["subject"]!.GetValue<string>(), one["id"]!.GetValue<string>()));
        }
        return told.Count;
    }
}
