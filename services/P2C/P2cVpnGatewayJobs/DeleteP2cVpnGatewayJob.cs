using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVpnGatewayJobs;

internal sealed partial class P2cVpnGatewayJobService
{
    /// <summary>Deletes the record of a job that has ended; the gateway is not touched.</summary>
    public override async Task<DeleteP2cVpnGatewayJobResponse> DeleteP2cVpnGatewayJob(DeleteP2cVpnGatewayJobRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        if (!Wire.IsUuid(request.JobId))
        {
            // A value that is no UUID names none.
            throw ErrorCatalogue.NotFound.With();
        }
        var id = request.JobId.ToLowerInvariant();
        await database.InGroupAsync(session => DeleteAsync(session, caller, id), context.CancellationToken, id);
        return new DeleteP2cVpnGatewayJobResponse();
    }

    private async Task<bool> DeleteAsync(Session session, CallerContext caller, string id)
    {
        var job = await session.LockJobAsync(Tables, caller.ProjectId, id) ?? throw ErrorCatalogue.NotFound.With();
        if (!job.HasEnded)
        {
            throw ErrorCatalogue.InvalidRequest.For("job_id", $"job_id must name a job that has ended: {job.Id} is {job.Status}");
        }
        await session.DeleteJobAsync(Tables, job);
        await events.AddDeletedAsync(session, job, caller.RequestId);
        return true;
    }
}
