using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.P2cVpnGatewayJobs;

/// <summary>Jobs as answers show them.</summary>
internal static class P2cVpnGatewayJobAnswers
{
    public static P2cVpnGatewayJob Shown(GatewayJobRow job, IReadOnlyCollection<GatewaySubJobRow> steps, UpgradePatience patience, long nowMs)
    {
        var shown = new P2cVpnGatewayJob
        {
            Id = job.Id,
            ResourceId = job.GatewayId,
            JobType = job.JobType,
            Status = job.Status,
            CreatedAt = job.CreatedAt.ToWireTime(),
            SubJobs = { steps.Select(step => Shown(step, patience.StepSeconds(job, nowMs))) },
        };
        if (job.Status is JobStatus.Upgrading or JobStatus.RollingBack)
        {
            shown.ExpectedTimeSeconds = patience.JobSeconds(job, steps, nowMs);
        }
        if (job.FinishedAt is { } finishedAt)
        {
            shown.FinishedAt = finishedAt.ToWireTime();
        }
        if (job is { Status: JobStatus.Fail, ErrorMessage: { } message })
        {
            shown.ErrorMessage = message;
        }
        return shown;
    }

    private static P2cVpnGatewaySubJob Shown(GatewaySubJobRow step, long expectedSeconds)
    {
        var shown = new P2cVpnGatewaySubJob
        {
            Id = step.Id,
            JobType = step.JobType,
            Status = step.Status,
            CreatedAt = step.CreatedAt.ToWireTime(),
            ErrorMessage = step.ErrorMessage,
        };
        if (step.Status == SubJobStatus.Upgrading)
        {
            shown.ExpectedTimeSeconds = expectedSeconds;
        }
        if (step.FinishedAt is { } finishedAt)
        {
            shown.FinishedAt = finishedAt.ToWireTime();
        }
        return shown;
    }
}
