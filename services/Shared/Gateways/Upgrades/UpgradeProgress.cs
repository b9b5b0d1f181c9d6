using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Gateways.Agents;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>A job with what decides how it goes on.</summary>
/// <param name="Job">The job, under way.</param>
/// <param name="Steps">Its steps, in order; none for a rollback.</param>
/// <param name="Gateway">Its gateway.</param>
/// <param name="Workers">The end points of the gateway, in order.</param>
internal sealed record UpgradeState(GatewayJobRow Job, GatewaySubJobRow[] Steps, GatewayRow Gateway, Worker[] Workers)
{
    /// <summary>The step under way; null on the way back.</summary>
    public GatewaySubJobRow? Step => Steps.FirstOrDefault(step => step.Status == SubJobStatus.Upgrading);

    /// <summary>What is to be done next, or null as long as there is only to wait.</summary>
    public UpgradeMove? Next(bool overdue) => UpgradePlan.Next(Job, Step?.Position ?? 0, Gateway.Generation, Workers, overdue);
}

/// <summary>Writes the moves of jobs: each in one transaction, with its events.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class UpgradeProgress<TDatabase>(
    IGateways<TDatabase> gateways,
    IGatewayJobEvents<TDatabase> events,
    PlacementSignal<TDatabase> placements,
    UpgradePatience patience,
    TimeProvider time)
    where TDatabase : Database
{
    /// <summary>Whether something is to be done about a job.</summary>
    public bool IsDue(UpgradeState state) => Next(state) is not null;

    /// <summary>Does what is to be done next about a job, if it is still so.</summary>
    /// <returns>Whether anything was written.</returns>
    public async Task<bool> MoveAsync(Session session, GatewayJobRow seen)
    {
        // Who holds the gateway may change its jobs.
        var gateway = await gateways.LockAsync(session, seen.ProjectId, seen.GatewayId);
        var job = await session.LockJobAsync(gateways.Tables, seen.ProjectId, seen.Id);
        if (gateway is null || job is not { Status: JobStatus.Upgrading or JobStatus.RollingBack })
        {
            return false;
        }
        var steps = await session.ListSubJobsAsync(gateways.Tables, [job.Id]);
        var workers = await session.ListWorkersAsync([gateway.Id]);
        var state = new UpgradeState(job, [.. steps], gateway, [.. workers]);
        if (Next(state) is not { } move)
        {
            return false;
        }
        await WriteStepsAsync(session, state, move);
        await (move.Outcome switch
        {
            UpgradeOutcome.UnderWay => GoOnAsync(session, state, move),
            UpgradeOutcome.Upgraded => WaitForUserAsync(session, state),
            _ => EndAsync(session, state, move),
        });
        session.AfterCommit(placements.Set);
        return true;
    }

    private UpgradeMove? Next(UpgradeState state) => state.Next(time.NowMs() - state.Job.ToldAt > patience.StepMs);

    private async Task WriteStepsAsync(Session session, UpgradeState state, UpgradeMove move)
    {
        if (state.Step is not { } step)
        {
            return;
        }
        var failed = move.Failure is not null;
        await session.UpdateAsync(gateways.Tables, step with
        {
            Status = failed ? SubJobStatus.Fail : SubJobStatus.Success,
            ErrorMessage = move.Failure ?? "",
            FinishedAt = time.NowMs(),
        });
        if (!failed && state.Steps.FirstOrDefault(next => next.Position == step.Position + 1) is { } next)
        {
            await session.UpdateAsync(gateways.Tables, next with { Status = SubJobStatus.Upgrading });
        }
    }

    private async Task GoOnAsync(Session session, UpgradeState state, UpgradeMove move)
    {
        foreach (var worker in move.Workers.Except(state.Workers))
        {
            await session.TellAsync(worker);
        }
        var failure = move.Failure is null ? state.Job.ErrorMessage : $"{state.Step!.JobType}: {move.Failure}";
        await session.UpdateAsync(gateways.Tables, state.Job with { ErrorMessage = failure, ToldAt = time.NowMs() });
        // No change of status: agents learn of it, callers do not.
        var told = state.Gateway with { Generation = state.Gateway.Generation + 1, RequestId = state.Job.RequestId };
        await session.UpdateUpgradeAsync(gateways.Tables, told);
    }

    private async Task WaitForUserAsync(Session session, UpgradeState state)
    {
        await ChangeAsync(session, state, state.Job with { Status = JobStatus.PendingUpgradeConfirm });
        await ChangeAsync(session, state, state.Gateway with { UpgradeStatus = GatewayUpgradeStatus.PendingUpgradeConfirm });
    }

    private async Task EndAsync(Session session, UpgradeState state, UpgradeMove move)
    {
        var (job, gateway) = (state.Job, state.Gateway);
        var isBroken = move.Outcome == UpgradeOutcome.Broken;
        var ended = job with
        {
            Status = job.JobType == JobTypes.Rollback && !isBroken ? JobStatus.RollbackSuccess : JobStatus.Fail,
            ErrorMessage = isBroken ? Join(job.ErrorMessage, $"on the way back to version {job.OldVersion}: {move.Failure}") : job.ErrorMessage,
            FinishedAt = time.NowMs(),
        };
        await ChangeAsync(session, state, ended);
        if (job.JobType == JobTypes.Rollback)
        {
            await EndUpgradeAsync(session, ended, gateway.Generation);
        }
        if (isBroken)
        {
            var broken = state.Workers.Where(worker => !worker.IsDone(gateway.Generation)).Select(worker => worker.Slot);
            await session.MarkFailedAsync(gateway.Id, [.. broken]);
        }
        await ChangeAsync(session, state, gateway with { UpgradeStatus = null, Failed = isBroken ? 1 : 0 });
    }

    /// <summary>The upgrade that was rolled back ends with its rollback, where it follows that.</summary>
    private async Task EndUpgradeAsync(Session session, GatewayJobRow rollback, long generation)
    {
        if (await session.FindUpgradeAsync(gateways.Tables, rollback.GatewayId, JobStatus.RollingBack) is not { } upgrade)
        {
            return;
        }
        var ended = upgrade with { Status = rollback.Status, ErrorMessage = rollback.ErrorMessage, FinishedAt = rollback.FinishedAt };
        await session.UpdateAsync(gateways.Tables, ended);
        await events.AddStatusChangedAsync(session, upgrade, ended, generation, rollback.RequestId);
    }

    private async Task ChangeAsync(Session session, UpgradeState state, GatewayJobRow after)
    {
        await session.UpdateAsync(gateways.Tables, after);
        await events.AddStatusChangedAsync(session, state.Job, after, state.Gateway.Generation, after.RequestId);
    }

    private async Task ChangeAsync(Session session, UpgradeState state, GatewayRow after)
    {
        await session.UpdateUpgradeAsync(gateways.Tables, after);
        await gateways.AddStatusChangedAsync(session, state.Gateway, after, state.Job.RequestId);
    }

    private static string Join(string? first, string second) => first is null ? second : $"{first}; {second}";
}
