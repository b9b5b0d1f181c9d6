using MassTransit;
using MassTransit.Mediator;

namespace VpnMesh.Shared.Messaging;

/// <summary>
/// Where events go: the topic exchange of RabbitMQ or, when everything runs in one process, straight to the consumers, whose failures
/// then count as not delivered.
/// </summary>
/// <param name="publish">MassTransit's bus or its mediator.</param>
public sealed class EventBus(IPublishEndpoint publish)
{
    /// <summary>Returns once every handler of this process has its queue.</summary>
    public async Task ListeningAsync(CancellationToken cancellationToken)
    {
        if (publish is IBusControl bus)
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
        }
    }

    /// <summary>Hands an event over; returns when the bus has it for good.</summary>
    public Task TellAsync(CloudEvent cloudEvent, CancellationToken cancellationToken) =>
        publish is IMediator
            ? publish.Publish(cloudEvent, cancellationToken)
            : publish.Publish(cloudEvent, context => context.MessageId = Guid.Parse(cloudEvent.Id), cancellationToken);
}
