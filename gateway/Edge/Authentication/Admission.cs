using VpnMesh.Edge.Pipeline;
using VpnMesh.Identity.Audit;
using VpnMesh.Protos.Options.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Authentication;

/// <summary>
/// Rate limit (429), authentication (401) and authorization (403), all of it before the request is looked at. What anybody may call is
/// limited before anything is read of it.
/// </summary>
internal sealed class Admission(RequestDelegate next, CallLimits limits, Authenticator authenticator, Authorizer authorizer, IAuditTrail trail)
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
            limits.CountStranger(context, call);
            call.Caller = Authorizer.OfAnyone(context, call);
        }
        else
        {
            var caller = await AuthenticateAsync(context, call);
            limits.Count(call, caller.Principal.UserId);
            call.AccessKey = caller.AccessKey;
            await authorizer.AuthorizeAsync(context, call, caller);
            if (!operation.IsRead)
            {
                await trail.RequireAsync();
            }
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
            limits.CountFailure(context, call);
            throw;
        }
    }
}
