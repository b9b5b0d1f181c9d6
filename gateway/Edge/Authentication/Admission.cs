using VpnMesh.Edge.Pipeline;
using VpnMesh.Protos.Options.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Authentication;

/// <summary>Rate limit, then authentication (401), then authorization (403); all of it before the request is looked at.</summary>
internal sealed class Admission(RequestDelegate next, CallLimits limits, Authenticator authenticator, Authorizer authorizer)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var call = EdgeCall.Of(context);
        if (call.Operation is not { } operation)
        {
            await next(context);
            return;
        }
        if (operation.Caller == Caller.Anyone)
        {
            limits.Count(context, call);
            call.Caller = authorizer.OfAnyone(context, call);
        }
        else
        {
            limits.Require(context, call);
            var caller = await AuthenticateAsync(context, call);
            limits.Count(context, call, caller.Principal.UserId);
            call.Caller = await authorizer.AuthorizeAsync(context, call, caller);
        }
        await next(context);
    }

    private async ValueTask<Authenticated> AuthenticateAsync(HttpContext context, EdgeCall call)
    {
        try
        {
            return await authenticator.AuthenticateAsync(context, call);
        }
        catch (DomainException refusal) when (refusal.Code.Status == StatusCodes.Status401Unauthorized)
        {
            limits.CountFailure(context);
            throw;
        }
    }
}
