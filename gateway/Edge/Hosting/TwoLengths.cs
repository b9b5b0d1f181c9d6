using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Hosting;

/// <summary>
/// Refuses a request that says in two ways how long its body is. A proxy before the edge may believe the other one, and then takes for one
/// request what here are two.
/// </summary>
internal static class TwoLengths
{
    // What the server makes of a Content-Length beside a Transfer-Encoding.
    private const string Overruled = "X-Content-Length";

    public static Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || !(headers.ContainsKey(Overruled) || headers.ContentLength is not null))
        {
            return next(context);
        }
        context.Response.Headers.Connection = "close";
        throw ErrorCatalogue.InvalidRequest.With("it has both Content-Length and Transfer-Encoding");
    }
}
