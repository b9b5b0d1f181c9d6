using System.Collections.Concurrent;
using MassTransit;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>The events that a system has told.</summary>
public sealed class ToldEvents
{
    public ConcurrentQueue<CloudEvent> All { get; } = [];
}

/// <summary>A subscriber of the bus, as subscribers are in one process.</summary>
internal sealed class EventSubscriber(ToldEvents told) : IConsumer<CloudEvent>
{
    public Task Consume(ConsumeContext<CloudEvent> context)
    {
        told.All.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
