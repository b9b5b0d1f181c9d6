using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Status;

/// <summary>A queue from which a part takes events.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>ok</c>, <c>missing</c>, <c>no consumer</c>.</param>
/// <param name="Depth">Events that nobody has taken.</param>
/// <param name="Consumers">Who takes them.</param>
internal sealed record BrokerQueue(string Name, string State, long Depth, long Consumers)
{
    /// <summary>The queues that the parts say they have; null when no broker is set (<c>BUS</c>).</summary>
    /// <exception cref="BrokerUnreachableException">It does not answer.</exception>
    public static async Task<IReadOnlyList<BrokerQueue>?> ListAsync(Run run, IEnumerable<PartProbe> probes)
    {
        if (run.Settings.Values["BUS"] is not { Length: > 0 } address)
        {
            return null;
        }
        var names = probes.SelectMany(probe => probe.Answer?.Parts ?? []).SelectMany(part => part.Inbox?.Queues ?? [])
            .Select(queue => queue.Name).Distinct().Order(StringComparer.Ordinal);
        await using var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync(run.Cancellation);
        var queues = new List<BrokerQueue>();
        foreach (var name in names)
        {
            queues.Add(await FindAsync(connection, name, run.Cancellation));
        }
        return queues;
    }

    private static async Task<BrokerQueue> FindAsync(IConnection connection, string name, CancellationToken cancellation)
    {
        // The broker closes a channel on which a queue is asked for that is not there.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        try
        {
            var queue = await channel.QueueDeclarePassiveAsync(name, cancellation);
            return new BrokerQueue(name, queue.ConsumerCount == 0 ? "no consumer" : "ok", queue.MessageCount, queue.ConsumerCount);
        }
        catch (OperationInterruptedException)
        {
            return new BrokerQueue(name, "missing", 0, 0);
        }
    }
}
