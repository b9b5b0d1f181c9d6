using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Gateways.Agents;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>
/// Starts, confirms and takes back upgrades of gateways that the caller has locked; agents carry them out, and
/// <see cref="UpgradeWorker{TDatabase}"/> leads them.
/// </summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class GatewayUpgrades<TDatabase>(
    IGateways<TDatabase> gateways, IGatewayJobEvents<TDatabase> events, PlacementSignal<TDatabase> placements, TimeProvider time)
    where TDatabase : Database
{
    /// <summary>Begins the upgrade to the newest version that the agents of the gateway offer.</summary>
    /// <param name="session">Transaction that holds the gateway.</param>
    /// <param name="gateway">The gateway.</param>
    /// <param name="requireStartable">
    /// Refuses a gateway whose status does not allow it. Where the agents can be asked, the want of a newer version is told before.
    /// </param>
    /// <param name="requestId">Request that begins it.</param>
    /// <returns>The upgrade job.</returns>
    /// <exception cref="DomainException"><c>VPN.0001</c>: there is no newer version; and what <paramref name="requireStartable"/> throws.</exception>
    public async Task<GatewayJobRow> StartAsync(Session session, GatewayRow gateway, Action requireStartable, string requestId)
    {
        var newest = await RequireNewerAsync(session, gateway, requireStartable);
        var job = NewJob(gateway, JobTypes.Upgrade, JobStatus.Upgrading, gateway.Version, newest, requestId);
        await session.InsertAsync(gateways.Tables, job);
        foreach (var (index, name) in UpgradeSteps.Names.Index())
        {
            await session.InsertAsync(gateways.Tables, new GatewaySubJobRow
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
        var after = gateway with { UpgradeStatus = GatewayUpgradeStatus.Upgrading };
        await TellAsync(session, gateway, after, workers.InStep(1, job.FromVersion, job.ToVersion), requestId);
        await events.AddCreatedAsync(session, job, gateway.Generation + 1);
        return job;
    }

    /// <summary>Confirms the upgrade of a gateway that waits for it.</summary>
    /// <returns>The upgrade job.</returns>
    public async Task<GatewayJobRow> FinishAsync(Session session, GatewayRow gateway, string requestId)
    {
        var job = await RequireUpgradeAsync(session, gateway);
        var finished = job with { Status = JobStatus.Success, FinishedAt = time.NowMs() };
        await session.UpdateAsync(gateways.Tables, finished);
        var workers = await session.ListWorkersAsync([gateway.Id]);
        var after = gateway with { Version = job.ToVersion, UpgradeStatus = null, ConfirmedGeneration = gateway.Generation + 1 };
        await TellAsync(session, gateway, after, workers.Confirmed(job.ToVersion), requestId);
        await events.AddStatusChangedAsync(session, job, finished, gateway.Generation + 1, requestId);
        return finished;
    }

    /// <summary>Begins to take back the upgrade of a gateway that waits for its confirmation.</summary>
    /// <param name="session">Transaction that holds the gateway.</param>
    /// <param name="gateway">The gateway.</param>
    /// <param name="withUpgrade">
    /// Whether the upgrade job shares status and end of the rollback job from now on; otherwise it is left as it is.
    /// </param>
    /// <param name="requestId">Request that takes it back.</param>
    /// <returns>The rollback job.</returns>
    public async Task<GatewayJobRow> RollBackAsync(Session session, GatewayRow gateway, bool withUpgrade, string requestId)
    {
        var upgrade = await RequireUpgradeAsync(session, gateway);
        var rolledBack = withUpgrade ? upgrade with { Status = JobStatus.RollingBack } : upgrade;
        await session.UpdateAsync(gateways.Tables, rolledBack);
        var job = NewJob(gateway, JobTypes.Rollback, JobStatus.RollingBack, upgrade.ToVersion, upgrade.FromVersion, requestId);
        await session.InsertAsync(gateways.Tables, job);
        var workers = await session.ListWorkersAsync([gateway.Id]);
        var after = gateway with { UpgradeStatus = GatewayUpgradeStatus.RollingBack };
        await TellAsync(session, gateway, after, workers.OneTakenBack(job.OldVersion), requestId);
        await events.AddStatusChangedAsync(session, upgrade, rolledBack, gateway.Generation + 1, requestId);
        await events.AddCreatedAsync(session, job, gateway.Generation + 1);
        return job;
    }

    private static async Task<string> RequireNewerAsync(Session session, GatewayRow gateway, Action requireStartable)
    {
        var offers = (await session.ListOffersAsync([gateway.Id]))[gateway.Id].ToArray();
        var newest = OfferedVersions.NewerThan(gateway.Version, offers);
        if (newest is null && gateway is { Version.Length: > 0, UpgradeStatus: null } && offers.All(offer => offer is not null))
        {
            throw NoNewer();
        }
        requireStartable();
        return newest ?? throw NoNewer();
    }

    private static DomainException NoNewer() =>
        ErrorCatalogue.InvalidRequest.For("action", "action must not be start: there is no newer version for the gateway");

    /// <summary>Of a gateway that waits for the user there is one upgrade that does, the newest, and it cannot be deleted.</summary>
    private async Task<GatewayJobRow> RequireUpgradeAsync(Session session, GatewayRow gateway) =>
        await session.FindUpgradeAsync(gateways.Tables, gateway.Id, JobStatus.PendingUpgradeConfirm)
        ?? throw new InvalidOperationException($"the gateway {gateway.Id} waits for a confirmation, but has no job that does");

    /// <summary>Writes what the end points are to run from now on, as the next generation of the gateway.</summary>
    private async Task TellAsync(Session session, GatewayRow before, GatewayRow after, Worker[] workers, string requestId)
    {
        foreach (var worker in workers)
        {
            await session.TellAsync(worker);
        }
        after = after with { Generation = before.Generation + 1, RequestId = requestId };
        await session.UpdateUpgradeAsync(gateways.Tables, after);
        await gateways.AddStatusChangedAsync(session, before, after, requestId);
        session.AfterCommit(placements.Set);
    }

    private GatewayJobRow NewJob(GatewayRow gateway, string type, string status, string from, string to, string requestId)
    {
        var now = time.NowMs();
        return new GatewayJobRow
        {
            Id = time.NewId(),
            ProjectId = gateway.ProjectId,
            EnterpriseProjectId = gateway.EnterpriseProjectId,
            GatewayId = gateway.Id,
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
