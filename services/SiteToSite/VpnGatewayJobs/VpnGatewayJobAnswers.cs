using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnGatewayJobs;

/// <summary>Jobs as answers show them.</summary>
internal static class VpnGatewayJobAnswers
{
    public static VpnGatewayJob Shown(GatewayJobRow job, IReadOnlyCollection<GatewaySubJobRow> steps, UpgradePatience patience, long nowMs)
    {
        var shown = new VpnGatewayJob
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

    private static VpnGatewaySubJob Shown(GatewaySubJobRow step, long expectedSeconds)
    {
        var shown = new VpnGatewaySubJob
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
