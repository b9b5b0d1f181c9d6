using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Logs;
using VpnMesh.Shared.Api.Telemetry;

namespace VpnMesh.Edge.Pipeline;

/// <summary>A REST call on its way through the edge.</summary>
internal sealed class EdgeCall(string requestId) : ILoggedCall, IDisposable
{
    private PooledBuffer? _body;

    /// <summary>Fresh W3C trace id, 32 hexadecimal digits: what the caller sends as one is not believed.</summary>
    public string RequestId { get; } = requestId;

    /// <summary>Operation that the path and method name; null until it is known, and when there is none.</summary>
    public Operation? Operation { get; set; }

    public RequestTarget Target { get; set; }

    /// <summary>Who calls, for the part that answers. It is signed when the call is forwarded: what is signed is soon over.</summary>
    public CallerContext? Caller { get; set; }

    /// <summary>Public id of the access key that signed the call; null when a token says who calls.</summary>
    public string? AccessKey { get; set; }

    /// <summary>Code of the error that the call was answered with.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Whether the call is in the audit trail.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>The request as a gRPC frame, once it is transcoded.</summary>
    public GrpcFrame? Frame { get; set; }

    /// <summary>Project that the caller may act in; empty until that is known.</summary>
    public string? Project => Caller?.ProjectId;

    public Refusals Refusals => Operation?.Refusals ?? Refusals.Vpn;

    public static EdgeCall Of(HttpContext context) => context.Features.GetRequiredFeature<EdgeCall>();

    /// <summary>What has an id and was never understood.</summary>
    public static EdgeCall OfNothing() => new(ActivityTraceId.CreateRandom().ToHexString());

    public static EdgeCall Begin(HttpContext context)
    {
        var call = Tracing.Current is { } span ? new EdgeCall(span.TraceId.ToHexString()) : OfNothing();
        call.Target = new RequestTarget(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        context.Features.Set(call);
        return call;
    }

    /// <summary>The body as received, read once.</summary>
    /// <exception cref="DomainException">413: it is larger than the limit.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context, EdgeSettings settings)
    {
        _body ??= await RequestBody.ReadAsync(context, settings.BodyLimitOf(Operation!));
        return _body.WrittenMemory;
    }

    public void Dispose()
    {
        _body?.Dispose();
        Frame?.Release();
    }
}
