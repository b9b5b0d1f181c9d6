using System.Diagnostics;

namespace VpnMesh.Shared.Api.Telemetry;

/// <summary>
/// Spans of the one trace that a request has through all parts: its trace id is the id of the request. Nothing is made while nobody
/// listens, or when the trace is not among those that are kept; both depend on the trace id alone, alike in every part.
/// </summary>
public static class Tracing
{
    /// <summary>Metadata entry and property that carry a place in a trace (W3C Trace Context).</summary>
    public const string Header = "traceparent";

    private static readonly ActivitySource Source = new(PartTelemetry.Name);

    /// <summary>The present place in a trace, as it is sent on; null when there is none that is kept.</summary>
    public static string? Parent => Current?.Id;

    /// <summary>The span under way; null when there is none that is kept.</summary>
    public static Activity? Current
    {
        get
        {
            // Libraries put activities of their own in between, which nobody exports.
            for (var activity = Activity.Current; activity is not null; activity = activity.Parent)
            {
                if (activity is { Recorded: true, IsStopped: false } && activity.Source.Name == PartTelemetry.Name)
                {
                    return activity;
                }
            }
            return null;
        }
    }

    /// <summary>Begins the trace of a request.</summary>
    public static Activity? Begin(string name)
    {
        if (!Source.HasListeners())
        {
            return null;
        }
        // What a library began is not the caller's.
        Activity.Current = null;
        return Source.StartActivity(name, ActivityKind.Server);
    }

    /// <summary>Begins a span below the one under way; null when there is none.</summary>
    public static Activity? Below(string name, ActivityKind kind = ActivityKind.Internal) =>
        Source.HasListeners() && Current is { } parent ? Source.StartActivity(name, kind, parent.Context) : null;

    /// <summary>Begins a span at a place that came from elsewhere.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">On which side of a call or message.</param>
    /// <param name="parent">The place; null or malformed: no span.</param>
    public static Activity? At(string name, ActivityKind kind, string? parent) =>
        Source.HasListeners() && ActivityContext.TryParse(parent, null, isRemote: true, out var context)
            ? Source.StartActivity(name, kind, context)
            : null;

    /// <summary>Begins a span in the trace of a request whose spans are not known here, because time has passed since.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">On which side of a call or message.</param>
    /// <param name="requestId">Id of the request; empty: no span.</param>
    public static Activity? Of(string name, ActivityKind kind, string requestId) =>
        Source.HasListeners() && IsTraceId(requestId)
            ? Source.StartActivity(name, kind, new ActivityContext(ActivityTraceId.CreateFromString(requestId), default, ActivityTraceFlags.Recorded, null, true))
            : null;

    private static bool IsTraceId(string text) =>
        text.Length == 32 && text.All(char.IsAsciiHexDigitLower) && text.AsSpan().ContainsAnyExcept('0');
}
