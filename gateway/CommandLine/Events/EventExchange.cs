using System.Text.Json.Nodes;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Events;

/// <summary>The events on the topic exchange, through a queue that goes with the command.</summary>
internal static class EventExchange
{
    private const string Exchange = "vpnmesh.events";

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker does not answer.</exception>
    public static async IAsyncEnumerable<JsonObject> FollowAsync(Run run, string address, string[] patterns)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync(run.Cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: run.Cancellation);
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true, cancellationToken: run.Cancellation);
        var queue = await channel.QueueDeclareAsync(cancellationToken: run.Cancellation);
        foreach (var pattern in patterns)
        {
            await channel.QueueBindAsync(queue.QueueName, Exchange, pattern, cancellationToken: run.Cancellation);
        }
        var received = Channel.CreateUnbounded<JsonObject>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => received.Writer.WriteAsync(JsonNode.Parse(delivery.Body.Span)!.AsObject()).AsTask();
        consumer.ShutdownAsync += (_, _) =>
        {
            received.Writer.TryComplete(new IOException("the broker went away."));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, run.Cancellation);
        await foreach (var told in received.Reader.ReadAllAsync(run.Cancellation))
        {
            yield return told;
        }
    }
}
