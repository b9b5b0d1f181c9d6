using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Logs;

namespace VpnMesh.Shared.Api.Errors;

/// <summary>An rpc, for the log. The caller context says whose it is; a call that fails before it is verified may tell it by its trace.</summary>
/// <param name="context">The rpc.</param>
internal sealed class LoggedRpc(ServerCallContext context) : ILoggedCall
{
    public string? RequestId => Caller is { RequestId.Length: > 0 } known ? known.RequestId : TraceId;

    public string? Project => Caller?.ProjectId;

    private CallerContext? Caller => context.UserState.TryGetValue(CallerExtensions.Key, out var caller) ? caller as CallerContext : null;

    private string? TraceId => context.RequestHeaders.GetValue("traceparent")?.Split('-') is [_, var traceId, ..] ? traceId : null;

    public override string ToString() => context.Method;
}
