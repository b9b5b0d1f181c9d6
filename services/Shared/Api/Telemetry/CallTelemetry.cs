using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Api.Telemetry;

/// <summary>Counts and times the calls that a part answers, and makes a span of each.</summary>
public sealed class CallTelemetry : Interceptor
{
    private static readonly Counter<long> Calls =
        PartTelemetry.Meter.CreateCounter<long>("vpnmesh.rpc.calls", description: "Calls that a part has answered, by method and gRPC status.");

    private static readonly Histogram<double> Durations =
        PartTelemetry.Duration("vpnmesh.rpc.duration", "Time that a part took for a call.");

    private static readonly string[] Codes = [.. Enum.GetNames<StatusCode>()];

    /// <inheritdoc />
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var start = Stopwatch.GetTimestamp();
        using var span = Begin(context);
        try
        {
            var response = await continuation(request, context);
            End(context, span, StatusCode.OK);
            return response;
        }
        catch (RpcException exception)
        {
            End(context, span, exception);
            throw;
        }
        finally
        {
            Durations.Record(PartTelemetry.Since(start), new KeyValuePair<string, object?>("method", context.Method));
        }
    }

    /// <inheritdoc />
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        CountAsync(context, () => continuation(request, responseStream, context));

    /// <inheritdoc />
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        CountAsync(context, () => continuation(requestStream, responseStream, context));

    // Streams last as long as the other side lives: neither a time nor a span says anything.
    private static async Task CountAsync(ServerCallContext context, Func<Task> stream)
    {
        try
        {
            await stream();
            End(context, null, StatusCode.OK);
        }
        catch (RpcException exception)
        {
            End(context, null, exception);
            throw;
        }
    }

    private static Activity? Begin(ServerCallContext context) => Tracing.At(
        context.Method[(context.Method.LastIndexOf('/') + 1)..], ActivityKind.Server, context.RequestHeaders.GetValue(Tracing.Header));

    private static void End(ServerCallContext context, Activity? span, RpcException exception)
    {
        End(context, span, exception.StatusCode);
        if (span is not null && ErrorInterceptor.ReasonOf(exception) is { } code)
        {
            span.SetTag("vpnmesh.error_code", code);
        }
    }

    private static void End(ServerCallContext context, Activity? span, StatusCode status)
    {
        Calls.Add(
            1,
            new KeyValuePair<string, object?>("method", context.Method),
            new KeyValuePair<string, object?>("code", Codes[(int)status]));
        if (span is null)
        {
            return;
        }
        span.SetTag("rpc.method", context.Method).SetTag("rpc.grpc.status_code", (int)status);
        if (context.UserState.TryGetValue(CallerExtensions.Key, out var state) && state is CallerContext { ProjectId.Length: > 0 } caller)
        {
            span.SetTag("vpnmesh.project", caller.ProjectId);
        }
        if (status is StatusCode.Internal or StatusCode.Unavailable or StatusCode.Unknown or StatusCode.DeadlineExceeded)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
