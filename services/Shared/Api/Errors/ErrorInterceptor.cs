using System.Data.Common;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using Status = Google.Rpc.Status;

namespace VpnMesh.Shared.Api.Errors;

/// <summary>
/// The one place where a <see cref="DomainException"/> becomes a gRPC status with its rich details: an <see cref="ErrorInfo"/> whose
/// reason is the code and whose metadata has the HTTP status, and a <see cref="BadRequest"/> with the fields at fault. A store that cannot
/// be reached is 503; whatever else is thrown is logged under the id of the request and answered as an internal error without its text.
/// </summary>
public sealed class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    /// <summary>Domain of every <see cref="ErrorInfo"/> of the system.</summary>
    public const string Domain = "vpnmesh";

    /// <summary>Key of the HTTP status in the metadata of an <see cref="ErrorInfo"/>.</summary>
    public const string HttpStatus = "http_status";

    /// <summary>Key of the seconds after which trying again makes sense, in the metadata of an <see cref="ErrorInfo"/>; often absent.</summary>
    public const string RetryAfter = "retry_after";

    /// <inheritdoc />
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        using var scope = logger.BeginScope(new LoggedRpc(context));
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    /// <inheritdoc />
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var scope = logger.BeginScope(new LoggedRpc(context));
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    /// <inheritdoc />
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var scope = logger.BeginScope(new LoggedRpc(context));
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    /// <inheritdoc />
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var scope = logger.BeginScope(new LoggedRpc(context));
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    /// <summary>The gRPC form of a refusal.</summary>
    /// <param name="refusal">What the caller is told.</param>
    public static RpcException ToRpcException(DomainException refusal)
    {
        var status = new Status { Code = (int)GrpcCode(refusal.Code.Status), Message = refusal.Message };
        var info = new ErrorInfo { Domain = Domain, Reason = refusal.Code.Code };
        info.Metadata.Add(HttpStatus, refusal.Code.Status.ToString(CultureInfo.InvariantCulture));
        if (refusal.RetryAfter is { } wait)
        {
            info.Metadata.Add(RetryAfter, Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }
        status.Details.Add(Any.Pack(info));
        if (refusal.Violations.Count > 0)
        {
            var fields = refusal.Violations.Select(violation =>
                new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Description });
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { fields } }));
        }
        return status.ToRpcException();
    }

    /// <summary>Code of the refusal that a status tells of; null when it tells of none.</summary>
    internal static string? ReasonOf(RpcException exception) => exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        if (exception is DomainException refusal)
        {
            return ToRpcException(refusal);
        }
        if (context.CancellationToken.IsCancellationRequested)
        {
            return new RpcException(new Grpc.Core.Status(StatusCode.Cancelled, "the caller went away or its deadline passed"));
        }
        if (exception is DbException { IsTransient: true })
        {
            logger.LogWarning(exception, "Request {RequestId}: {Method} did not reach its store", new LoggedRpc(context).RequestId ?? "unknown", context.Method);
            return ToRpcException(ErrorCatalogue.BackendUnavailable.With());
        }
        logger.LogError(exception, "Request {RequestId}: {Method} failed", new LoggedRpc(context).RequestId ?? "unknown", context.Method);
        return ToRpcException(ErrorCatalogue.ServerError.With("the failure is logged under the id of the request"));
    }

    private static StatusCode GrpcCode(int httpStatus) => httpStatus switch
    {
        400 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        429 => StatusCode.ResourceExhausted,
        503 => StatusCode.Unavailable,
        504 => StatusCode.DeadlineExceeded,
        _ => StatusCode.Internal,
    };
}
