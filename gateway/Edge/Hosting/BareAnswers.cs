using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Hosting;

/// <summary>
/// Gives the answers of the server itself the form of all others. What is no HTTP/1.1 request never reaches the pipeline, and the server
/// refuses it with a status alone, without id, protective headers or body, and has no place to add them: they are put in where the
/// answer leaves.
/// </summary>
internal sealed class BareAnswers(TimeProvider time)
{
    public ConnectionDelegate Enter(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Transport;
        connection.Transport = new Both(transport.Input, new Output(transport.Output, time));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    };

    private static byte[] AnswerOf(int status, TimeProvider time)
    {
        var refused = Refused.Of(RefusalOf(status));
        using var call = EdgeCall.OfNothing();
        using var body = new PooledBuffer(512);
        Answers.WriteError(body, refused.Code, refused.Message, call.RequestId);
        var headers = new HeaderDictionary();
        Answers.SetHeaders(headers, call);
        var head = new StringBuilder($"HTTP/1.1 {refused.Status} {ReasonOf(refused.Status)}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\nContent-Type: {Answers.Json}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Date: {time.GetUtcNow():R}\r\nConnection: close\r\n");
        foreach (var (name, value) in headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body.Written];
    }

    private static DomainException RefusalOf(int status) => status switch
    {
        StatusCodes.Status405MethodNotAllowed => ErrorCatalogue.UnknownApi.With(),
        StatusCodes.Status408RequestTimeout => ErrorCatalogue.RequestTooSlow.With(),
        StatusCodes.Status413PayloadTooLarge => ErrorCatalogue.BodyTooLarge.With(),
        StatusCodes.Status414UriTooLong => ErrorCatalogue.RequestLineTooLong.With(),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => ErrorCatalogue.HeadersTooLarge.With(),
        _ => ErrorCatalogue.InvalidRequest.With("it is not a request of HTTP/1.1"),
    };

    private static string ReasonOf(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);

    private sealed class Both(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    /// <summary>Hands everything on, but for the head of a bare answer: that of the application has an id.</summary>
    private sealed class Output(PipeWriter inner, TimeProvider time) : PipeWriter
    {
        // A bare head fits in, so that it comes in one piece.
        private const int Least = 512;
        private Memory<byte> _handed;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _handed = inner.GetMemory(Math.Max(sizeHint, Least));

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            if (bytes > 0 && BareStatus(_handed.Span[..bytes]) is var status and > 0)
            {
                inner.Write(AnswerOf(status, time));
                return;
            }
            inner.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        /// <returns>The status of an error that is a head alone and has no id, else 0.</returns>
        private static int BareStatus(ReadOnlySpan<byte> written)
        {
            const int StatusAt = 9;
            if (!written.StartsWith("HTTP/1.1 "u8) || written.Length > Least || written[StatusAt] is not ((byte)'4' or (byte)'5')
                || !written.EndsWith("\r\n\r\n"u8) || written.IndexOf("X-Request-Id: "u8) >= 0)
            {
                return 0;
            }
            return int.TryParse(written.Slice(StatusAt, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
        }
    }
}
