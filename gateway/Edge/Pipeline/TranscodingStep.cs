using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using VpnMesh.Edge.Forwarding;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Shared.Api.Errors;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace VpnMesh.Edge.Pipeline;

/// <summary>
/// Step of the proxy pipeline between admission and forwarding: makes the gRPC frame of the request, and the answer when it could not be
/// forwarded. What comes back is turned into JSON by <see cref="AnswerTransform"/>.
/// </summary>
internal sealed class TranscodingStep(EdgeSettings settings, TimeProvider time, ILogger<TranscodingStep> logger)
{
    public async Task InvokeAsync(HttpContext context, Func<Task> next)
    {
        var call = EdgeCall.Of(context);
        var operation = call.Operation!;
        var body = ReadOnlyMemory<byte>.Empty;
        if (operation.Request.Body is not null)
        {
            body = await call.ReadBodyAsync(context, settings);
            RequireJson(context.Request, body.Length);
        }
        call.Frame = MakeFrame(context, call, body);
        context.Features.Set<IHttpRequestBodyDetectionFeature>(BodyIsTaken.Instance);
        context.Features.Set<IHttpUpgradeFeature>(null);
        // Not before: the caller may take its time to send the body.
        var startedAt = time.GetTimestamp();
        await ForwardAsync(context, next);
        await AnswerFailureAsync(context, call, startedAt);
    }

    // A replica to which no connection can be made has not seen the request: another may have it.
    private static async Task ForwardAsync(HttpContext context, Func<Task> next)
    {
        await next();
        if (!IsUnreachable(context))
        {
            return;
        }
        var proxy = context.GetReverseProxyFeature();
        var tried = new HashSet<DestinationState?>();
        while (IsUnreachable(context) && tried.Add(proxy.ProxiedDestination))
        {
            var others = proxy.AllDestinations.Where(destination => !tried.Contains(destination)).ToArray();
            if (others.Length == 0)
            {
                return;
            }
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            proxy.AvailableDestinations = others;
            await next();
        }
    }

    private static bool IsUnreachable(HttpContext context) => context.Features.Get<IForwarderErrorFeature>()?.Exception
        is HttpRequestException failure && failure.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private static GrpcFrame MakeFrame(HttpContext context, EdgeCall call, ReadOnlyMemory<byte> body)
    {
        var frame = new PooledBuffer(body.Length + 256);
        try
        {
            RequestWriter.Write(call.Operation!, call.Target, body.Span, context.Request.Headers, frame);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
        return new GrpcFrame(frame);
    }

    private static void RequireJson(HttpRequest request, int bodyLength)
    {
        if (bodyLength == 0 || request.ContentType == Answers.Json)
        {
            return;
        }
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals(Answers.Json, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson)
        {
            throw ErrorCatalogue.UnsupportedMediaType.With();
        }
    }

    private Task AnswerFailureAsync(HttpContext context, EdgeCall call, long startedAt)
    {
        var failure = context.Features.Get<IForwarderErrorFeature>();
        if (failure is null || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }
        logger.LogWarning(failure.Exception, "Request {RequestId} ({Operation}) was not answered: {Error}", call.RequestId, call.Operation!.Id, failure.Error);
        if (failure.Exception is InvalidDataException)
        {
            return Answers.RefuseAsync(context, call, call.Refusals.ServerError());
        }
        var late = failure.Error == ForwarderError.RequestTimedOut || time.GetElapsedTime(startedAt) >= settings.RequestTimeout;
        return Answers.RefuseAsync(context, call, (late ? ErrorCatalogue.BackendTimeout : ErrorCatalogue.BackendUnavailable).With());
    }

    /// <summary>Tells the forwarder that there is no body left to copy: the frame takes its place.</summary>
    private sealed class BodyIsTaken : IHttpRequestBodyDetectionFeature
    {
        public static readonly BodyIsTaken Instance = new();

        public bool CanHaveBody => false;
    }
}
