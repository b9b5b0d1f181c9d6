using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Pipeline;

/// <summary>Reads the body of a request whole: signatures are over all of it, and transcoding needs it in one piece.</summary>
internal static class RequestBody
{
    /// <summary>How much of a body that is too large is read and dropped: most clients send all of it before they read the answer.</summary>
    public const int MostDropped = 16 * 1024 * 1024;

    // To declare a length costs nothing; memory is for what has arrived.
    private const int FirstPiece = 16 * 1024;

    /// <exception cref="DomainException">413: it is larger than the limit.</exception>
    public static async ValueTask<PooledBuffer> ReadAsync(HttpContext context, int limit)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return new PooledBuffer(0);
        }
        var declared = context.Request.ContentLength ?? 0;
        if (declared > limit)
        {
            throw await RefuseAsync(context, mayBeRead: declared <= limit + (long)MostDropped && !WaitsToSend(context.Request));
        }
        var body = new PooledBuffer((int)Math.Min(declared + 1, FirstPiece));
        try
        {
            return await TryCopyAsync(context, body, limit) ? body : throw await RefuseAsync(context, mayBeRead: true);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <returns>False when there is more than the limit.</returns>
    private static async ValueTask<bool> TryCopyAsync(HttpContext context, PooledBuffer body, int limit)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await ReadAsync(reader, context.RequestAborted);
            if (body.Length + result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                return false;
            }
            foreach (var piece in result.Buffer)
            {
                body.Write(piece.Span);
            }
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return true;
            }
        }
    }

    private static async ValueTask<DomainException> RefuseAsync(HttpContext context, bool mayBeRead)
    {
        if (!mayBeRead || !await TryDropRestAsync(context))
        {
            // The connection is of no use without reading the rest.
            context.Response.Headers.Connection = "close";
        }
        return ErrorCatalogue.BodyTooLarge.With();
    }

    /// <returns>Whether the end was reached.</returns>
    private static async ValueTask<bool> TryDropRestAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        for (var dropped = 0L; dropped <= MostDropped;)
        {
            var result = await ReadAsync(reader, context.RequestAborted);
            dropped += result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return true;
            }
        }
        return false;
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // A length of a chunk beyond all numbers is no other to the server than a connection that broke.
            throw new BadHttpRequestException("The body is malformed.", broken);
        }
    }

    private static bool WaitsToSend(HttpRequest request) =>
        request.Headers.Expect.ToString().Equals("100-continue", StringComparison.OrdinalIgnoreCase);
}
