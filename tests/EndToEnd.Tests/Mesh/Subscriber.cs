using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>A subscriber as anybody would write it: RabbitMQ.Client and nothing else, a durable queue bound to the topic exchange.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private readonly List<string> _received = [];
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private Subscriber(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    public static async Task<Subscriber> StartAsync(string address)
    {
        var factory = new ConnectionFactory { Uri = new Uri(address), AutomaticRecoveryEnabled = true, NetworkRecoveryInterval = TimeSpan.FromSeconds(1) };
        var connection = await factory.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("vpnmesh.events", ExchangeType.Topic, durable: true);
        // What a broker has confirmed is safe in such a queue, whatever becomes of the broker.
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };
        await channel.QueueDeclareAsync("billing", durable: true, exclusive: false, autoDelete: false, arguments);
        await channel.QueueBindAsync("billing", "vpnmesh.events", "#");
        var subscriber = new Subscriber(connection, channel);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += subscriber.TakeAsync;
        await channel.BasicConsumeAsync("billing", autoAck: false, consumer);
        return subscriber;
    }

    public IReadOnlyList<string> Received()
    {
        lock (_received)
        {
            return [.. _received];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task TakeAsync(object sender, BasicDeliverEventArgs delivery)
    {
        lock (_received)
        {
            _received.Add(Encoding.UTF8.GetString(delivery.Body.Span));
        }
        await _channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
    }
}
