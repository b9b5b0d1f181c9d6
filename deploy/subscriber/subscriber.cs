#:package RabbitMQ.Client@7.2.2

// A subscriber with nothing but an AMQP client: prints every event of gateways once.
//
//   dotnet run subscriber.cs [ADDRESS [QUEUE [ROUTING_KEY [FILE]]]]
//
// What it has printed, it remembers in FILE. The queue is durable: what happens while nobody runs this is printed at the next start.
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

const string exchange = "vpnmesh.events";
var address = args.ElementAtOrDefault(0) ?? "amqp://guest:guest@localhost/";
var queue = args.ElementAtOrDefault(1) ?? "my-subscriber";
var routingKey = args.ElementAtOrDefault(2) ?? "vpn_gateway.*";
var file = args.ElementAtOrDefault(3) ?? "seen.txt";

// Events are delivered at least once: a repeated one has the same id. Where an event changes something of yours, remember its id in the
// very transaction of that change; a file with a line per id is the least that survives a restart.
var seen = File.Exists(file) ? File.ReadLines(file).ToHashSet() : [];

// The client connects again by itself, and takes up its queue and consumer, after the broker was away.
var factory = new ConnectionFactory { Uri = new Uri(address), AutomaticRecoveryEnabled = true, TopologyRecoveryEnabled = true };
await using var connection = await factory.CreateConnectionAsync();
await using var channel = await connection.CreateChannelAsync();
await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true);
var arguments = new Dictionary<string, object?>
{
    ["x-queue-type"] = "quorum",
    // By default what was delivered twenty times, without an answer, is dropped.
    ["x-delivery-limit"] = -1,
};
await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
await channel.QueueBindAsync(queue, exchange, routingKey);
// One at a time: the events of a resource come in their order.
await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 1, global: false);

var consumer = new AsyncEventingBasicConsumer(channel);
consumer.ReceivedAsync += async (_, delivery) =>
{
    using var told = JsonDocument.Parse(delivery.Body);
    string Text(string member) => told.RootElement.GetProperty(member).GetString()!;
    var id = Text("id");
    if (seen.Add(id))
    {
        Console.WriteLine($"{id} {Text("time")} {Text("type")} {Text("subject")}");
        await File.AppendAllTextAsync(file, id + "\n");
    }
    // Only now does the broker forget it.
    await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
};
await channel.BasicConsumeAsync(queue, autoAck: false, consumer);

var stopped = new TaskCompletionSource();
Console.CancelKeyPress += (_, stop) =>
{
    stop.Cancel = true;
    stopped.TrySetResult();
};
await stopped.Task;
