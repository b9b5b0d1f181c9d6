using System.Diagnostics;
using System.Diagnostics.Metrics;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Messaging;

/// <summary>Counts events on their way, and makes them part of the trace of the request that caused them.</summary>
internal static class EventTelemetry
{
    private static readonly Counter<long> PublishedEvents =
        PartTelemetry.Meter.CreateCounter<long>("vpnmesh.events.published", description: "Events that the bus has taken from a part.");

    private static readonly Counter<long> PublishFailures = PartTelemetry.Meter.CreateCounter<long>(
        "vpnmesh.events.publish_failures", description: "Attempts to hand an event to the bus that failed; it waits in the outbox.");

    private static readonly Counter<long> ConsumedEvents =
        PartTelemetry.Meter.CreateCounter<long>("vpnmesh.events.consumed", description: "Events that a handler has taken in.");

    private static readonly Counter<long> ConsumeFailures = PartTelemetry.Meter.CreateCounter<long>(
        "vpnmesh.events.consume_failures", description: "Attempts of a handler to take in an event that failed; it comes again.");

    /// <summary>The present place in the trace, unless that is of another request than the one that the event is told under.</summary>
    public static string? PlaceOf(string requestId) =>
        Tracing.Current is { } span && (requestId.Length == 0 || span.TraceId.ToHexString() == requestId) ? span.Id : null;

    public static Activity? Publish(CloudEvent cloudEvent) => cloudEvent.TraceParent is { } parent
        ? Describe(Tracing.At("publish " + cloudEvent.Type, ActivityKind.Producer, parent), cloudEvent)
        : Describe(Tracing.Of("publish " + cloudEvent.Type, ActivityKind.Producer, cloudEvent.RequestId), cloudEvent);

    public static Activity? Consume(CloudEvent cloudEvent, string handler) =>
        Describe(Tracing.At("consume " + cloudEvent.Type, ActivityKind.Consumer, cloudEvent.TraceParent), cloudEvent)?.SetTag("vpnmesh.handler", handler);

    public static void Published(string part, string type) => Count(PublishedEvents, "part", part, type);

    public static void NotPublished(string part, Activity? span) => Fail(PublishFailures, "part", part, span);

    public static void Consumed(string handler, string type) => Count(ConsumedEvents, "handler", handler, type);

    public static void NotConsumed(string handler, Activity? span) => Fail(ConsumeFailures, "handler", handler, span);

    private static void Count(Counter<long> counter, string label, string value, string type) =>
        counter.Add(1, new KeyValuePair<string, object?>(label, value), new KeyValuePair<string, object?>("type", type));

    private static void Fail(Counter<long> counter, string label, string value, Activity? span)
    {
        counter.Add(1, new KeyValuePair<string, object?>(label, value));
        span?.SetStatus(ActivityStatusCode.Error);
    }

    private static Activity? Describe(Activity? span, CloudEvent cloudEvent) => span?
        .SetTag("messaging.message.id", cloudEvent.Id)
        .SetTag("vpnmesh.project", cloudEvent.ProjectId)
        .SetTag("vpnmesh.resource_id", cloudEvent.Subject);
}
