using System.Data.Common;
using VpnMesh.Edge.Operations;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Pipeline;

/// <summary>Gives every call its id and turns whatever goes wrong into the documented body.</summary>
internal sealed class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var call = EdgeCall.Begin(context);
        using var scope = logger.BeginScope(call);
        try
        {
            await next(context);
        }
        catch (DomainException refusal)
        {
            await Answers.RefuseAsync(context, call, refusal);
        }
        catch (BadHttpRequestException malformed)
        {
            await Answers.RefuseAsync(context, call, Refusal(malformed, call.Refusals));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told.
        }
        catch (DbException failure) when (failure.IsTransient)
        {
            logger.LogWarning(failure, "Request {RequestId} ({Operation}) did not reach the store of principals", call.RequestId, call.Operation?.Id);
            await Answers.RefuseAsync(context, call, ErrorCatalogue.BackendUnavailable.With());
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Request {RequestId} ({Operation}) failed in the edge", call.RequestId, call.Operation?.Id);
            await Answers.RefuseAsync(context, call, call.Refusals.ServerError());
        }
    }

    private static DomainException Refusal(BadHttpRequestException malformed, Refusals refusals) => malformed.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => ErrorCatalogue.BodyTooLarge.With(),
        StatusCodes.Status408RequestTimeout => ErrorCatalogue.BodyTooSlow.With(),
        _ => refusals.InvalidBody(new Fault("", "the body could not be read to its end")),
    };
}
