using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Edge.Pipeline;

/// <summary>
/// Counts and times every request and begins its trace, whose id is the id of the request: what callers send of traces of theirs is not
/// believed.
/// </summary>
internal sealed class RequestTelemetry(RequestDelegate next)
{
    // What names no operation must not make a label of its own.
    private const string Unknown = "unknown";

    private static readonly Counter<long> Requests =
        PartTelemetry.Meter.CreateCounter<long>("vpnmesh.requests", description: "Requests that the edge has answered, by operation and HTTP status.");

    private static readonly Histogram<double> Durations = PartTelemetry.Duration("vpnmesh.request.duration", "Time of requests at the edge.");

    private static readonly ConcurrentDictionary<int, string> Statuses = new();

    public async Task InvokeAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        using var span = Tracing.Begin(Unknown);
        try
        {
            await next(context);
        }
        finally
        {
            var call = EdgeCall.Of(context);
            var operation = call.Operation?.Id ?? Unknown;
            var status = context.RequestAborted.IsCancellationRequested ? "aborted" : TextOf(context.Response.StatusCode);
            Requests.Add(1, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("status", status));
            Durations.Record(PartTelemetry.Since(start), new KeyValuePair<string, object?>("operation", operation));
            Describe(span, call, operation, context.Response.StatusCode);
        }
    }

    private static string TextOf(int status) => Statuses.GetOrAdd(status, static number => number.ToString(CultureInfo.InvariantCulture));

    private static void Describe(Activity? span, EdgeCall call, string operation, int status)
    {
        if (span is null)
        {
            return;
        }
        span.DisplayName = operation;
        span.SetTag("http.response.status_code", status).SetTag("vpnmesh.project", call.Caller?.ProjectId).SetTag("vpnmesh.error_code", call.ErrorCode);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
