using System.Globalization;
using Google.Rpc;
using Grpc.Core;
using RabbitMQ.Client.Exceptions;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.CommandLine.Output;

/// <summary>Ends a command with one line on stderr.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">The line, without secrets.</param>
internal sealed class Failure(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;

    /// <summary>What a failed call means to whoever typed the command; null for what is a fault of the tool.</summary>
    public static Failure? Of(Exception exception) => exception switch
    {
        Failure failure => failure,
        RpcException rpc => OfCall(rpc),
        HttpRequestException or BrokerUnreachableException =>
            new Failure(ExitCodes.Unreachable, $"nobody answers: {exception.GetBaseException().Message}"),
        FormatException or IOException or UnauthorizedAccessException => new Failure(ExitCodes.Usage, exception.Message),
        _ => null,
    };

    /// <summary>The exit code that belongs to an HTTP status.</summary>
    public static int ExitCodeOf(int httpStatus) => httpStatus switch
    {
        >= 500 => ExitCodes.ServerError,
        >= 400 => ExitCodes.Refused,
        _ => ExitCodes.Success,
    };

    private static Failure OfCall(RpcException exception)
    {
        var status = exception.GetRpcStatus();
        if (status?.GetDetail<ErrorInfo>() is { Domain: ErrorInterceptor.Domain } error
            && error.Metadata.TryGetValue(ErrorInterceptor.HttpStatus, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var httpStatus))
        {
            var hint = httpStatus == 401 ? " (is VPNMESH_INTERNAL_KEY that of the system?)" : "";
            return new Failure(ExitCodeOf(httpStatus), $"{error.Reason}: {status.Message}{hint}");
        }
        return exception.StatusCode switch
        {
            StatusCode.Unavailable or StatusCode.DeadlineExceeded => new Failure(ExitCodes.Unreachable, $"nobody answers: {exception.Status.Detail}"),
            StatusCode.Unimplemented => new Failure(ExitCodes.ServerError, "the part does not know this call: is it of another version?"),
            _ => new Failure(ExitCodes.ServerError, $"{exception.StatusCode}: {exception.Status.Detail}"),
        };
    }
}
