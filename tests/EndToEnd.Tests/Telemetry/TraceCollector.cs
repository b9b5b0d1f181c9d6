using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using VpnMesh.TestKit;

namespace VpnMesh.EndToEnd.Tests.Telemetry;

/// <summary>A span as it was exported.</summary>
/// <param name="Service">The process.</param>
/// <param name="TraceId">Lower-case hexadecimal, as the others.</param>
/// <param name="Id">Of the span.</param>
/// <param name="Parent">Id of the span above; empty when it has none.</param>
/// <param name="Name">What was done.</param>
/// <param name="Attributes">What is told of it, as text.</param>
public sealed record CollectedSpan(string Service, string TraceId, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes);

/// <summary>Takes traces as an OpenTelemetry collector does, over gRPC. The frames are read by hand: there is one method.</summary>
public sealed class TraceCollector : IAsyncDisposable
{
    private const int FrameHeader = 5;
    private readonly ConcurrentQueue<CollectedSpan> _spans = new();
    private readonly WebApplication _app;

    private TraceCollector(WebApplication app, string address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>For the setting <c>OTLP</c>.</summary>
    public string Address { get; }

    public static async Task<TraceCollector> StartAsync()
    {
        var port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        var collector = new TraceCollector(builder.Build(), $"http://127.0.0.1:{port}");
        collector._app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", collector.TakeAsync);
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>The spans of a trace that have come so far.</summary>
    public IReadOnlyList<CollectedSpan> Of(string traceId) => [.. _spans.Where(span => span.TraceId == traceId)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = ExportTraceServiceRequest.Parser.ParseFrom(body.ToArray().AsSpan(FrameHeader));
        foreach (var resource in request.ResourceSpans)
        {
            var service = Texts(resource.Resource.Attributes)["service.name"];
            foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans))
            {
                _spans.Enqueue(new CollectedSpan(
                    service, Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), span.Name, Texts(span.Attributes)));
            }
        }
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[FrameHeader]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static Dictionary<string, string> Texts(IEnumerable<KeyValue> attributes) => attributes.ToDictionary(
        attribute => attribute.Key,
        attribute => attribute.Value.ValueCase == AnyValue.ValueOneofCase.StringValue ? attribute.Value.StringValue : attribute.Value.ToString());
}
