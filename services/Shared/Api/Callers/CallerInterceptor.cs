using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Shared.Api.Callers;

/// <summary>
/// Refuses every call without a valid caller context, on loopback too, and every request whose <c>project_id</c> is not the
/// context's. Only health checks and reflection answer anybody.
/// </summary>
public sealed class CallerInterceptor(CallerContextSigner signer) : Interceptor
{
    private const string ProjectId = "project_id";

    /// <inheritdoc />
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        RefuseForeignProject(request as IMessage, context);
        return continuation(request, context);
    }

    /// <inheritdoc />
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, context);
    }

    /// <inheritdoc />
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        RefuseForeignProject(request as IMessage, context);
        return continuation(request, responseStream, context);
    }

    /// <inheritdoc />
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Admit(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Admit(ServerCallContext context)
    {
        if (context.Method.StartsWith("/grpc.", StringComparison.Ordinal))
        {
            return;
        }
        var caller = signer.Verify(context.RequestHeaders.GetValue(CallerContextSigner.Header))
            ?? throw ErrorInterceptor.ToRpcException(ErrorCatalogue.NotAuthenticated.With("the call has no valid caller context"));
        context.UserState[CallerExtensions.Key] = caller;
    }

    private static void RefuseForeignProject(IMessage? request, ServerCallContext context)
    {
        // Parts say which project they mean in the request; users act in the project of their context and nowhere else.
        if (!context.UserState.TryGetValue(CallerExtensions.Key, out var state) || state is not CallerContext { Part: "" } caller)
        {
            return;
        }
        var field = request?.Descriptor.FindFieldByName(ProjectId);
        if (field is null || field.HasPresence || field.FieldType != Google.Protobuf.Reflection.FieldType.String)
        {
            return;
        }
        var named = (string)field.Accessor.GetValue(request);
        if (named.Length > 0 && named != caller.ProjectId)
        {
            throw ErrorInterceptor.ToRpcException(ErrorCatalogue.AccessDenied.With("the project of the request is not the project of the caller"));
        }
    }
}
