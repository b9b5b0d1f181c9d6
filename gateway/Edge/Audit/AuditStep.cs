using VpnMesh.Edge.Pipeline;
using VpnMesh.Identity.Audit;

namespace VpnMesh.Edge.Audit;

/// <summary>
/// Records calls in the audit trail before their answers are sent: those that may change something and those that are denied. Whoever has
/// not said who it is leaves no record, or strangers could fill the store: that is 401 and 429.
/// </summary>
internal sealed class AuditStep(RequestDelegate next, IAuditTrail trail)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var call = EdgeCall.Of(context);
        if (call.Operation is null)
        {
            await next(context);
            return;
        }
        context.Response.OnStarting(() => RecordAsync(context, call, context.Response.StatusCode));
        try
        {
            await next(context);
        }
        finally
        {
            // Nobody gets an answer, and the part may or may not have done what was asked.
            if (context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
            {
                await RecordAsync(context, call, status: 0);
            }
        }
    }

    private Task RecordAsync(HttpContext context, EdgeCall call, int status)
    {
        if (call.Caller is not { UserId.Length: > 0 } caller || call.IsRecorded || !AuditOutcome.IsRecorded(call.Operation!.IsRead, status))
        {
            return Task.CompletedTask;
        }
        call.IsRecorded = true;
        return trail.RecordAsync(AuditRecords.Of(context, call, caller, status), caller.ProjectId, call.RequestId);
    }
}
