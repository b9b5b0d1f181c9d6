using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Messaging.Tests;

/// <summary>A queue on the topic exchange, as any subscriber would bind one with RabbitMQ.Client alone.</summary>
internal sealed class Subscription(IConnection connection, IChannel channel, string queue) : IAsyncDisposable
{
    public static async Task<Subscription> StartAsync(string address, string routingKey)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(MessagingRegistration.Exchange, ExchangeType.Topic, durable: true);
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, MessagingRegistration.Exchange, routingKey);
        return new Subscription(connection, channel, queue);
    }

    /// <summary>What has come so far and was not drained yet; every message must be persistent.</summary>
    public async Task<List<JsonNode>> DrainAsync()
    {
        var told = new List<JsonNode>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } got)
        {
            if (!got.BasicProperties.Persistent)
            {
                throw new InvalidOperationException("The message would not survive a restart of the broker.");
            }
            told.Add(JsonNode.Parse(Encoding.UTF8.GetString(got.Body.Span))!);
        }
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
