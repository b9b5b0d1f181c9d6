using Google.Rpc;
using Grpc.Core;

namespace VpnMesh.Governance.Tests;

/// <summary>What a caller is told when it is refused.</summary>
internal sealed record Refusal(string Code, string HttpStatus, string? Field, string Message)
{
    public static async Task<Refusal> OfAsync<T>(AsyncUnaryCall<T> call)
    {
        var exception = await Should.ThrowAsync<RpcException>(async () => await call);
        var status = exception.GetRpcStatus().ShouldNotBeNull(exception.Message);
        var info = status.GetDetail<ErrorInfo>().ShouldNotBeNull();
        var field = status.GetDetail<BadRequest>()?.FieldViolations.Single().Field;
        return new Refusal(info.Reason, info.Metadata["http_status"], field, status.Message);
    }
}
