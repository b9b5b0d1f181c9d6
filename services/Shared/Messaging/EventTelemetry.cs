using System.Diagnostics;
using System.Diagnostics.Metrics;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Shared.Messaging;

/// <summary>Counts events on their way, and makes them part of the trace of the request that caused them.</summary>
internal static class EventTelemetry
{
    private const string Done = "done";
    private const string Failed = "failed";

    private static readonly Counter<long> PublishedEvents = PartTelemetry.Meter.CreateCounter<long>(
        "vpnmesh.events.published", description: "Attempts to hand events to the bus, by part, type and outcome; what failed waits in the outbox.");

    private static readonly Counter<long> ConsumedEvents = PartTelemetry.Meter.CreateCounter<long>(
        "vpnmesh.events.consumed", description: "Attempts of handlers to take in events, by handler, type and outcome; what failed comes again.");

    /// <summary>The present place in the trace, unless that is of another request than the one that the event is told under.</summary>
    public static string? PlaceOf(string requestId) =>
        Tracing.Current is { } span && (requestId.Length == 0 || span.TraceId.ToHexString() == requestId) ? span.Id : null;

    public static Activity? Publish(CloudEvent cloudEvent) => cloudEvent.TraceParent is { } parent
        ? Describe(Tracing.At("publish " + cloudEvent.Type, ActivityKind.Producer, parent), cloudEvent)
        : Describe(Tracing.Of("publish " + cloudEvent.Type, ActivityKind.Producer, cloudEvent.RequestId), cloudEvent);

    public static Activity? Consume(CloudEvent cloudEvent, string handler) =>
        Describe(Tracing.At("consume " + cloudEvent.Type, ActivityKind.Consumer, cloudEvent.TraceParent), cloudEvent)?.SetTag("vpnmesh.handler", handler);

    public static void Published(string part, CloudEvent cloudEvent, Activity? span, bool done) => Count(PublishedEvents, "part", part, cloudEvent, span, done);

    public static void Consumed(string handler, CloudEvent cloudEvent, Activity? span, bool done) =>
        Count(ConsumedEvents, "handler", handler, cloudEvent, span, done);

    private static void Count(Counter<long> counter, string label, string value, CloudEvent cloudEvent, Activity? span, bool done)
    {
        counter.Add(
            1,
            new KeyValuePair<string, object?>(label, value),
            new KeyValuePair<string, object?>("type", cloudEvent.Type),
            new KeyValuePair<string, object?>("outcome", done ? Done : Failed));
        if (!done)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static Activity? Describe(Activity? span, CloudEvent cloudEvent) => span?
        .SetTag("messaging.message.id", cloudEvent.Id)
        .SetTag("vpnmesh.project", cloudEvent.ProjectId)
        .SetTag("vpnmesh.resource_id", cloudEvent.Subject);
}
