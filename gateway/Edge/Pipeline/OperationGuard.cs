using Microsoft.AspNetCore.Http.Features;
using VpnMesh.Edge.Operations;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Pipeline;

/// <summary>
/// Lets only operations through, spelled exactly as documented: routing alone is kinder about case and slashes than the contract, and
/// knows end points that are not for the public.
/// </summary>
internal sealed class OperationGuard(RequestDelegate next, OperationTable operations, EdgeSettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenEndpoint>() is not null)
        {
            Answers.SetHeaders(context.Response, EdgeCall.Of(context));
            return next(context);
        }
        var call = EdgeCall.Of(context);
        call.Operation = FindOperation(context, call.Target);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // What is too large is refused by the edge itself, after some of it was read.
            size.MaxRequestBodySize = (long)settings.BodyLimit + RequestBody.MostDropped;
        }
        return next(context);
    }

    private Operation FindOperation(HttpContext context, RequestTarget target)
    {
        Span<Range> values = stackalloc Range[PathTemplate.MaxVariables];
        if (context.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { } operation && operation.Path.Matches(target.Path, values))
        {
            return operation;
        }
        var methods = operations.MethodsAt(target.Path);
        // The method is allowed and yet there is no end point: the server takes the path, with its dot segments, for another one.
        if (methods.Count == 0 || methods.Contains(context.Request.Method))
        {
            throw ErrorCatalogue.UnknownApi.With();
        }
        context.Response.Headers.Allow = string.Join(", ", methods);
        throw ErrorCatalogue.MethodNotAllowed.With(context.Request.Method);
    }
}

/// <summary>Marks end points that are no operations and yet open to everybody: the health checks.</summary>
internal sealed class OpenEndpoint;
