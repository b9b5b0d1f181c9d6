using Google.Rpc;
using Grpc.Core;

namespace VpnMesh.Shared.Api.Errors;

/// <summary>How the failures of calls to other parts are read.</summary>
public static class PartRefusals
{
    /// <summary>
    /// The refusal that another part made, to be thrown as it is, or null when the part gave no answer. Only the refusal itself goes on: other
    /// metadata of the answer tells of the other part's inside.
    /// </summary>
    public static RpcException? Refusal(this RpcException exception)
    {
        var status = exception.GetRpcStatus();
        return status?.GetDetail<ErrorInfo>() is { Domain: ErrorInterceptor.Domain } ? status.ToRpcException() : null;
    }
}
