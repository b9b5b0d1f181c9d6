using System.Diagnostics;
using System.Globalization;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Telemetry;
using Yarp.ReverseProxy.Transforms;

namespace VpnMesh.Edge.Forwarding;

/// <summary>
/// Makes the outgoing request a gRPC call: nothing of the caller's headers goes along, only the signed caller context, the trace and the
/// deadline.
/// </summary>
internal sealed class GrpcRequestTransform(EdgeSettings settings, Lazy<CallerContextSigner> signer) : RequestTransform
{
    public static readonly HttpRequestOptionsKey<HttpContent> Frame = new("vpnmesh-frame");
    private readonly string _timeout = string.Create(CultureInfo.InvariantCulture, $"{(long)settings.RequestTimeout.TotalMilliseconds}m");
    private readonly DestinationUris _uris = new();

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var call = EdgeCall.Of(context.HttpContext);
        var request = context.ProxyRequest;
        request.Method = HttpMethod.Post;
        request.RequestUri = _uris.Of(context.DestinationPrefix, call.Operation!);
        request.Options.Set(Frame, call.Frame!);
        var headers = request.Headers;
        headers.TryAddWithoutValidation("TE", "trailers");
        headers.TryAddWithoutValidation("grpc-timeout", _timeout);
        headers.TryAddWithoutValidation(Tracing.Header, Tracing.Parent ?? Untraced(call.RequestId));
        if (call.Caller is { } caller)
        {
            headers.TryAddWithoutValidation(CallerContextSigner.Header, signer.Value.Sign(caller));
        }
        return default;
    }

    // The part may need the id of the request before it knows who calls.
    private static string Untraced(string requestId) => $"00-{requestId}-{ActivitySpanId.CreateRandom().ToHexString()}-00";
}
