using System.Globalization;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Forwarding;

/// <summary>The status that a gRPC answer ends with.</summary>
/// <param name="Code">gRPC code; null when the answer has none, because no gRPC server gave it.</param>
/// <param name="Details">Base64 of the rich details, if there are any.</param>
internal readonly record struct GrpcStatus(StatusCode? Code, string? Details)
{
    public bool IsOk => Code == StatusCode.OK;

    public static GrpcStatus Of(HttpResponseMessage answer)
    {
        // An answer without messages has its status among the headers.
        var trailers = Find(answer.TrailingHeaders, "grpc-status") is null ? answer.Headers : answer.TrailingHeaders;
        var text = Find(trailers, "grpc-status");
        if (text == "0")
        {
            return new GrpcStatus(StatusCode.OK, null);
        }
        var known = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code);
        return new GrpcStatus(known ? (StatusCode)code : null, Find(trailers, "grpc-status-details-bin"));
    }

    /// <summary>The documented error: the one that the service names, else what its code means.</summary>
    public Refused ToError(Operation operation)
    {
        if (Named() is { } named && IsForCaller(named.Code, operation))
        {
            return named;
        }
        var refusal = Code switch
        {
            StatusCode.DeadlineExceeded or StatusCode.Cancelled => ErrorCatalogue.BackendTimeout.With(),
            StatusCode.Unavailable or StatusCode.Unimplemented or null => ErrorCatalogue.BackendUnavailable.With(),
            StatusCode.InvalidArgument or StatusCode.OutOfRange =>
                operation.Refusals.InvalidBody(new Transcoding.Fault("", "the service could not read the request")),
            StatusCode.NotFound => (operation.IsIam ? ErrorCatalogue.IamNotFound : ErrorCatalogue.NotFound).With("resource", ""),
            StatusCode.PermissionDenied => operation.Refusals.Forbidden("the service refused the call"),
            StatusCode.ResourceExhausted => ErrorCatalogue.BackendUnavailable.With(),
            _ => operation.Refusals.ServerError(),
        };
        return Refused.Of(refusal);
    }

    // That somebody is not authenticated is for the edge to say, or for Identity in its own words. From a part it means that the part
    // does not take the edge's word, which the caller can do nothing about.
    private static bool IsForCaller(string code, Operation operation) =>
        code != ErrorCatalogue.NotAuthenticated.Code && !(operation.IsIam && code == ErrorCatalogue.ServerError.Code);

    private Refused? Named()
    {
        if (Parse(Details) is not { } status)
        {
            return null;
        }
        foreach (var detail in status.Details)
        {
            if (detail.Is(ErrorInfo.Descriptor)
                && detail.Unpack<ErrorInfo>() is var info
                && info.Metadata.TryGetValue(ErrorInterceptor.HttpStatus, out var text)
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var httpStatus)
                && httpStatus is >= 400 and <= 599)
            {
                return new Refused(httpStatus, info.Reason, status.Message, RetryAfterOf(info));
            }
        }
        return null;
    }

    private static TimeSpan? RetryAfterOf(ErrorInfo info) =>
        info.Metadata.TryGetValue(ErrorInterceptor.RetryAfter, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static Google.Rpc.Status? Parse(string? details)
    {
        if (details is null)
        {
            return null;
        }
        try
        {
            // Binary metadata may come without the padding that base64 ends with.
            return Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
        }
        catch (Exception malformed) when (malformed is FormatException or InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static string? Find(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
