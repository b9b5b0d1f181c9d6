using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.VpnGatewayJobs;

internal sealed partial class VpnGatewayJobService
{
    /// <summary>Deletes the record of a job that has ended; the gateway is not touched.</summary>
    public override async Task<DeleteVpnGatewayJobResponse> DeleteVpnGatewayJob(DeleteVpnGatewayJobRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var violations = new Violations();
        violations.Uuid("job_id", request.JobId);
        violations.ThrowIfAny();
        var id = Stored(request.JobId);
        await database.InGroupAsync(session => DeleteAsync(session, caller, id), context.CancellationToken, id);
        return new DeleteVpnGatewayJobResponse();
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
