using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVpnGatewayJobs;

internal sealed partial class P2cVpnGatewayJobService
{
    /// <summary>The jobs of the project, newest first; all of them, unless a limit is given.</summary>
    public override async Task<ListP2cVpnGatewayJobsResponse> ListP2cVpnGatewayJobs(ListP2cVpnGatewayJobsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        long? limit = request.HasLimit ? request.Limit : null;
        var marker = request.HasMarker ? Marker.Parse(request.Marker) : null;
        var gatewayId = request.HasResourceId ? request.ResourceId : null;
        var violations = new Violations();
        violations.Uuid("resource_id", gatewayId);
        violations.Between("limit", limit, 0, long.MaxValue);
        if (request.HasMarker && marker is null)
        {
            violations.Add("marker", "must be the creation time of a job");
        }
        violations.ThrowIfAny();
        return await database.ReadAsync(
            session => PageAsync(session, caller.ProjectId, marker, gatewayId?.ToLowerInvariant(), limit), context.CancellationToken);
    }

    private async Task<ListP2cVpnGatewayJobsResponse> PageAsync(Session session, string projectId, Marker? marker, string? gatewayId, long? limit)
    {
        var jobs = await session.ListJobsAsync(Tables, projectId, marker, gatewayId, limit);
        var steps = (await session.ListSubJobsAsync(Tables, [.. jobs.Select(job => job.Id)])).ToLookup(step => step.JobId);
        var nowMs = time.NowMs();
        return new ListP2cVpnGatewayJobsResponse { Jobs = { jobs.Select(job => P2cVpnGatewayJobAnswers.Shown(job, [.. steps[job.Id]], patience, nowMs)) } };
    }
}
