using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C.P2cVpnGatewayJobs;

/// <summary>The events about upgrade jobs; their generation is that of the gateway.</summary>
internal sealed class P2cVpnGatewayJobEvents(Outbox<P2CDatabase> outbox) : IGatewayJobEvents<P2CDatabase>
{
    public Task AddCreatedAsync(Session session, GatewayJobRow job, long generation) =>
        outbox.AddAsync(session, Subject(job, generation, job.RequestId), new P2cVpnGatewayJobCreated
        {
            P2CVgwId = job.GatewayId,
            JobType = job.JobType,
            Status = job.Status,
            FromVersion = job.FromVersion,
            ToVersion = job.ToVersion,
        });

    /// <summary>Tells the change of status between two states of a job, if there is one.</summary>
    public async Task AddStatusChangedAsync(Session session, GatewayJobRow before, GatewayJobRow after, long generation, string requestId)
    {
        if (before.Status == after.Status)
        {
            return;
        }
        await outbox.AddAsync(session, Subject(after, generation, requestId), new P2cVpnGatewayJobStatusChanged
        {
            OldStatus = before.Status,
            NewStatus = after.Status,
            P2CVgwId = after.GatewayId,
            JobType = after.JobType,
            ErrorMessage = after.ErrorMessage ?? "",
        });
    }

    /// <summary>The gateway may be gone as well: no generation is told.</summary>
    public Task AddDeletedAsync(Session session, GatewayJobRow job, string requestId) =>
        outbox.AddAsync(session, Subject(job, 0, requestId), new P2cVpnGatewayJobDeleted { P2CVgwId = job.GatewayId, JobType = job.JobType });

    private static EventSubject Subject(GatewayJobRow job, long generation, string requestId) =>
        new(job.ProjectId, job.EnterpriseProjectId, job.Id, generation, requestId);
}
