using VpnMesh.Edge.Pipeline;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Shared.Api.Errors;
using Yarp.ReverseProxy.Transforms;

namespace VpnMesh.Edge.Forwarding;

/// <summary>Turns the gRPC answer of a part into the documented one: status, headers and JSON body, or the error that its status tells.</summary>
internal sealed class AnswerTransform(ILogger<AnswerTransform> logger) : ResponseTransform
{
    private const int MaxAnswer = 64 * 1024 * 1024;

    public override async ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } answer)
        {
            return;
        }
        context.SuppressResponseBody = true;
        var call = EdgeCall.Of(context.HttpContext);
        using var frame = new PooledBuffer(2048);
        await ReadAsync(answer, frame, context.CancellationToken);
        var status = GrpcStatus.Of(answer);
        if (!status.IsOk)
        {
            var refused = status.ToError(call.Operation!);
            if (refused.Code == ErrorCatalogue.ServerError.Code || refused.Code == ErrorCatalogue.IamServerError.Code)
            {
                logger.LogError("Request {RequestId} ({Operation}) failed in its part: gRPC status {Status}", call.RequestId, call.Operation!.Id, status.Code);
            }
            await Answers.RefuseAsync(context.HttpContext, call, refused);
            return;
        }
        await WriteAsync(context.HttpContext.Response, call, Message(frame));
    }

    private static async ValueTask ReadAsync(HttpResponseMessage answer, PooledBuffer frame, CancellationToken cancellationToken)
    {
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(frame.GetMemory(1024), cancellationToken) is var count and > 0)
        {
            frame.Advance(count);
            if (frame.Length > MaxAnswer)
            {
                throw new InvalidDataException("The answer of the service is too large.");
            }
        }
    }

    private static ReadOnlyMemory<byte> Message(PooledBuffer frame)
    {
        // No compression was offered, and a unary call has one message.
        if (frame.Length < RequestWriter.FrameHeader || frame.Written[0] != 0)
        {
            throw new InvalidDataException("The answer of the service is not a gRPC message.");
        }
        return frame.WrittenMemory[RequestWriter.FrameHeader..];
    }

    private static async ValueTask WriteAsync(HttpResponse response, EdgeCall call, ReadOnlyMemory<byte> message)
    {
        var operation = call.Operation!;
        response.StatusCode = operation.SuccessStatus;
        Answers.SetHeaders(response, call);
        foreach (var field in operation.AnswerHeaders)
        {
            if (WireToJson.FindText(message.Span, field) is { } value)
            {
                response.Headers[field.Header!] = value;
            }
        }
        if (operation.SuccessStatus == StatusCodes.Status204NoContent)
        {
            return;
        }
        using var body = new PooledBuffer(2 * message.Length + 256);
        WireToJson.Write(message.Span, operation.Answer, call.RequestId, body);
        await Answers.WriteAsync(response, body);
    }
}
