using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnGatewayJobs;

internal sealed partial class VpnGatewayJobService
{
    private const string Start = "start";
    private const string Finish = "finish";
    private const string Rollback = "rollback";

    /// <summary>Starts, confirms or takes back a software upgrade; agents carry it out, and <see cref="UpgradeWorker"/> leads them.</summary>
    public override async Task<UpgradeVpnGatewayResponse> UpgradeVpnGateway(UpgradeVpnGatewayRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        Check(request);
        var id = Stored(request.VgwId);
        var job = await database.InGroupAsync(session => UpgradeAsync(session, caller, id, request.Action), context.CancellationToken, id);
        return new UpgradeVpnGatewayResponse { JobId = job.Id };
    }

    private static void Check(UpgradeVpnGatewayRequest request)
    {
        var violations = new Violations();
        violations.Uuid("vgw_id", request.VgwId);
        if (request.HasAction)
        {
            violations.OneOf("action", request.Action, Start, Finish, Rollback);
        }
        else
        {
            violations.Add("action", "is required");
        }
        violations.ThrowIfAny();
    }

    private async Task<VpnGatewayJobRow> UpgradeAsync(Session session, CallerContext caller, string id, string action)
    {
        var gateway = await session.LockVpnGatewayAsync(caller.ProjectId, id) ?? throw ErrorCatalogue.NotFound.With();
        return action switch
        {
            Start => await StartAsync(session, gateway, caller.RequestId),
            Finish => await FinishAsync(session, gateway, caller.RequestId),
            _ => await RollBackAsync(session, gateway, caller.RequestId),
        };
    }

    private async Task<VpnGatewayJobRow> StartAsync(Session session, VpnGatewayRow gateway, string requestId)
    {
        var newest = await RequireNewerAsync(session, gateway);
        var job = NewJob(gateway, JobTypes.Upgrade, JobStatus.Upgrading, gateway.Version, newest, requestId);
        await session.InsertAsync(job);
        foreach (var (index, name) in UpgradeSteps.Names.Index())
        {
            await session.InsertAsync(new VpnGatewaySubJobRow
            {
                JobId = job.Id,
                Position = index + 1,
                Id = time.NewId(),
                JobType = name,
                Status = index == 0 ? SubJobStatus.Upgrading : SubJobStatus.Init,
                CreatedAt = job.CreatedAt,
            });
        }
        var workers = await session.ListWorkersAsync([gateway.Id]);
        var after = gateway with { UpgradeStatus = VpnGatewayStatus.Upgrading };
        await TellAsync(session, gateway, after, workers.InStep(1, job.FromVersion, job.ToVersion), requestId);
        await events.AddCreatedAsync(session, job, gateway.Generation + 1);
        return job;
    }

    private async Task<VpnGatewayJobRow> FinishAsync(Session session, VpnGatewayRow gateway, string requestId)
    {
        gateway.RequireFinishable();
        var job = await RequireUpgradeAsync(session, gateway);
        var finished = job with { Status = JobStatus.Success, FinishedAt = time.NowMs() };
        await session.UpdateAsync(finished);
        var workers = await session.ListWorkersAsync([gateway.Id]);
        var after = gateway with { Version = job.ToVersion, UpgradeStatus = null, ConfirmedGeneration = gateway.Generation + 1 };
        await TellAsync(session, gateway, after, workers.Confirmed(job.ToVersion), requestId);
        await events.AddStatusChangedAsync(session, job, finished, gateway.Generation + 1, requestId);
        return finished;
    }

    private async Task<VpnGatewayJobRow> RollBackAsync(Session session, VpnGatewayRow gateway, string requestId)
    {
        gateway.RequireRollbackable();
        var upgrade = await RequireUpgradeAsync(session, gateway);
        var rolledBack = upgrade with { Status = JobStatus.RollingBack };
        await session.UpdateAsync(rolledBack);
        var job = NewJob(gateway, JobTypes.Rollback, JobStatus.RollingBack, upgrade.ToVersion, upgrade.FromVersion, requestId);
        await session.InsertAsync(job);
        var workers = await session.ListWorkersAsync([gateway.Id]);
        var after = gateway with { UpgradeStatus = VpnGatewayStatus.RollingBack };
        await TellAsync(session, gateway, after, workers.OneTakenBack(job.OldVersion), requestId);
        await events.AddStatusChangedAsync(session, upgrade, rolledBack, gateway.Generation + 1, requestId);
        await events.AddCreatedAsync(session, job, gateway.Generation + 1);
        return job;
    }

    /// <summary>The version to upgrade to. Where the agents can be asked, the want of one is told before the status of the gateway.</summary>
    private static async Task<string> RequireNewerAsync(Session session, VpnGatewayRow gateway)
    {
        var offers = (await session.ListOffersAsync([gateway.Id]))[gateway.Id].ToArray();
        var newest = OfferedVersions.NewerThan(gateway.Version, offers);
        if (newest is null && gateway is { Version.Length: > 0, UpgradeStatus: null } && offers.All(offer => offer is not null))
        {
            throw NoNewer();
        }
        gateway.RequireStartable();
        return newest ?? throw NoNewer();
    }

    private static DomainException NoNewer() =>
        ErrorCatalogue.InvalidRequest.For("action", "action must not be start: there is no newer version for the gateway");

    /// <summary>Of a gateway that waits for the user there is one upgrade that does, and it cannot be deleted.</summary>
    private static async Task<VpnGatewayJobRow> RequireUpgradeAsync(Session session, VpnGatewayRow gateway) =>
        await session.FindUpgradeAsync(gateway.Id, JobStatus.PendingUpgradeConfirm)
        ?? throw new InvalidOperationException($"the gateway {gateway.Id} waits for a confirmation, but has no job that does");

    /// <summary>Writes what the end points are to run from now on, as the next generation of the gateway.</summary>
    private async Task TellAsync(Session session, VpnGatewayRow before, VpnGatewayRow after, Worker[] workers, string requestId)
    {
        foreach (var worker in workers)
        {
            await session.TellAsync(worker);
        }
        after = after with { Generation = before.Generation + 1, RequestId = requestId };
        await session.UpdateUpgradeAsync(after);
        await gatewayEvents.AddStatusChangedAsync(session, before, after, requestId);
        session.AfterCommit(placements.Set);
    }

    private VpnGatewayJobRow NewJob(VpnGatewayRow gateway, string type, string status, string from, string to, string requestId)
    {
        var now = time.NowMs();
        return new VpnGatewayJobRow
        {
            Id = time.NewId(),
            ProjectId = gateway.ProjectId,
            EnterpriseProjectId = gateway.EnterpriseProjectId,
            VgwId = gateway.Id,
            JobType = type,
            Status = status,
            FromVersion = from,
            ToVersion = to,
            CreatedAt = now,
            ToldAt = now,
            RequestId = requestId,
        };
    }
}
