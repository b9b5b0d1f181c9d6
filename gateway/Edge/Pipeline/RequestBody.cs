using Microsoft.AspNetCore.Http.Features;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Pipeline;

/// <summary>Reads the body of a request whole: signatures are over all of it, and transcoding needs it in one piece.</summary>
internal static class RequestBody
{
    public static async ValueTask<PooledBuffer> ReadAsync(HttpContext context, int limit)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return new PooledBuffer(0);
        }
        var declared = context.Request.ContentLength ?? 0;
        if (declared > limit)
        {
            throw TooLarge(context);
        }
        var body = new PooledBuffer((int)declared + 1);
        try
        {
            await CopyAsync(context, body, limit);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static async ValueTask CopyAsync(HttpContext context, PooledBuffer body, int limit)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (body.Length + result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw TooLarge(context);
            }
            foreach (var piece in result.Buffer)
            {
                body.Write(piece.Span);
            }
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private static DomainException TooLarge(HttpContext context)
    {
        // The rest of the body is not wanted, and the connection is of no use without reading it.
        context.Response.Headers.Connection = "close";
        return ErrorCatalogue.BodyTooLarge.With();
    }
}
