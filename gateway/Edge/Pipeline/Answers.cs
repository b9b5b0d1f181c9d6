using System.Globalization;
using System.Text.Json;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Pipeline;

/// <summary>What every answer of the edge has in common (auth.md, section 1): its id, protective headers, the body of an error.</summary>
internal static class Answers
{
    public const string Json = "application/json";

    /// <summary>Sets the headers of every answer, success or not.</summary>
    public static void SetHeaders(HttpResponse response, EdgeCall call) => SetHeaders(response.Headers, call);

    /// <summary>The same where no request has been understood.</summary>
    public static void SetHeaders(IHeaderDictionary headers, EdgeCall call)
    {
        headers["X-Request-Id"] = call.RequestId;
        headers.StrictTransportSecurity = "max-age=31536000; includeSubdomains";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        headers.XXSSProtection = "1; mode=block";
        headers["X-Download-Options"] = "noopen";
        if (call.Operation?.IsIam == true)
        {
            headers["X-IAM-Trace-Id"] = call.RequestId;
        }
    }

    /// <summary>Answers with a refusal, unless an answer has begun already.</summary>
    public static Task RefuseAsync(HttpContext context, EdgeCall call, DomainException refusal) =>
        RefuseAsync(context, call, Refused.Of(refusal));

    /// <summary>Answers with an error body, unless an answer has begun already.</summary>
    public static async Task RefuseAsync(HttpContext context, EdgeCall call, Refused refused)
    {
        if (context.Response.HasStarted)
        {
            return;
        }
        call.ErrorCode = refused.Code;
        context.Response.StatusCode = refused.Status;
        SetHeaders(context.Response, call);
        if (refused.Status == StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = SecondsOf(refused.RetryAfter);
        }
        using var body = new PooledBuffer(512);
        WriteError(body, refused.Code, refused.Message, call.RequestId);
        await WriteAsync(context.Response, body);
    }

    /// <summary>Sends a JSON body.</summary>
    public static async ValueTask WriteAsync(HttpResponse response, PooledBuffer body)
    {
        response.ContentType = Json;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body.WrittenMemory);
    }

    /// <summary>Writes the body of an error.</summary>
    public static void WriteError(PooledBuffer body, string code, string message, string requestId)
    {
        using var json = new Utf8JsonWriter(body, JsonForm.Writing);
        json.WriteStartObject();
        json.WriteString("error_code", code);
        json.WriteString("error_msg", message);
        json.WriteString("request_id", requestId);
        json.WriteEndObject();
    }

    // A bucket has something again after a second.
    private static string SecondsOf(TimeSpan? wait) => Math.Max(1, Math.Ceiling(wait?.TotalSeconds ?? 0)).ToString(CultureInfo.InvariantCulture);
}
