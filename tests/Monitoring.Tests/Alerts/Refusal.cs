using Google.Rpc;
using Grpc.Core;

namespace VpnMesh.Monitoring.Tests.Alerts;

/// <summary>What a caller is told when it is refused.</summary>
internal sealed record Refusal(string Code, string? Field, string Message)
{
    public static async Task<Refusal> OfAsync<T>(AsyncUnaryCall<T> call)
    {
        var exception = await Should.ThrowAsync<RpcException>(async () => await call);
        var status = exception.GetRpcStatus().ShouldNotBeNull(exception.Message);
        return new Refusal(
            status.GetDetail<ErrorInfo>().ShouldNotBeNull().Reason, status.GetDetail<BadRequest>()?.FieldViolations[0].Field, status.Message);
    }
}
