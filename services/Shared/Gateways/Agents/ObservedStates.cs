using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Gateways.Tags;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>
/// Takes in what agents report and draws the conclusions for the gateways: the generation that all end points have applied, failure,
/// the end of a deletion. Events are written with the change that they tell of.
/// </summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class ObservedStates<TDatabase>(
    TDatabase database,
    IGateways<TDatabase> gateways,
    IEndPointFollowers<TDatabase> followers,
    ResourceReleases<TDatabase> releases,
    TimeProvider time)
    where TDatabase : Database
{
    private const int BatchSize = 500;

    /// <summary>Applies the reports of an agent's stream, newest last. They may repeat and be stale.</summary>
    public async Task ApplyAsync(string agentId, string stream, IEnumerable<ObservedGateway> reports)
    {
        foreach (var batch in Newest(reports).Chunk(BatchSize))
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, batch), CancellationToken.None);
        }
    }

    /// <summary>Draws the conclusions for gateways whose end points were changed in this transaction.</summary>
    public async Task SettleAsync(Session session, IReadOnlyCollection<GatewayRow> settled)
    {
        var endPoints = (await ObservationStore.ListEndPointsAsync(session, [.. settled.Select(gateway => gateway.Id)])).ToLookup(endPoint => endPoint.GatewayId);
        var gone = settled.Where(gateway => gateway.Deleting == 1 && endPoints[gateway.Id].All(IsGone)).ToArray();
        var changes = settled.Except(gone)
            .Select(gateway => (Before: gateway, After: Conclude(gateway, [.. endPoints[gateway.Id]])))
            .Where(change => change.Before != change.After)
            .ToArray();
        await UpdateAsync(session, changes);
        await DeleteAsync(session, gone);
    }

    private static Dictionary<(string, int), ObservedGateway>.ValueCollection Newest(IEnumerable<ObservedGateway> reports)
    {
        var newest = new Dictionary<(string, int), ObservedGateway>();
        foreach (var report in reports.Where(report => report.State != ObservedState.Unspecified))
        {
            var key = (report.GatewayId, report.Slot);
            if (!newest.TryGetValue(key, out var known) || known.Generation <= report.Generation)
            {
                newest[key] = report;
            }
        }
        return newest.Values;
    }

    private async Task<bool> ApplyAsync(Session session, string agentId, string stream, ObservedGateway[] reports)
    {
        // As long as these reports are taken in, the agent neither comes back on another stream nor loses its end points.
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            return false;
        }
        var locked = await gateways.LockAsync(session, [.. reports.Select(report => report.GatewayId).Distinct()]);
        var changed = 0;
        foreach (var same in reports.GroupBy(Report, report => report.GatewayId))
        {
            changed += await ObservationStore.ObserveAsync(session, gateways.Tables, agentId, same.Key, [.. same]);
        }
        if (changed > 0)
        {
            await SettleAsync(session, locked);
        }
        return true;
    }

    private async Task UpdateAsync(Session session, (GatewayRow Before, GatewayRow After)[] changes)
    {
        foreach (var same in changes.GroupBy(change => (change.After.ObservedGeneration, change.After.Failed), change => change.After.Id))
        {
            var (generation, failed) = same.Key;
            await ObservationStore.UpdateAsync(session, gateways.Tables, [.. same], generation, failed, generation > 0 ? time.NowMs() : null);
        }
        foreach (var (before, after) in changes)
        {
            // A loss or a failure is nobody's request.
            var requestId = after.ObservedGeneration > before.ObservedGeneration ? after.RequestId : "";
            using var span = AgentTelemetry.Report(after.Id, requestId);
            await gateways.AddStatusChangedAsync(session, before, after, requestId);
        }
    }

    private async Task DeleteAsync(Session session, GatewayRow[] gone)
    {
        if (gone.Length == 0)
        {
            return;
        }
        await followers.DeleteAsync(session, gone);
        await ObservationStore.DeleteAsync(session, gateways.Tables, [.. gone.Select(gateway => gateway.Id)]);
        await session.TellGoneAsync(gateways.Tables.Gateway, gone.Select(gateway => (gateway.ProjectId, gateway.Id)), time.NowMs());
        foreach (var gateway in gone)
        {
            using var span = AgentTelemetry.Report(gateway.Id, gateway.RequestId);
            await gateways.AddDeletedAsync(session, gateway);
        }
        session.AfterCommit(() => releases.Release([.. gone.Select(gateway => (gateway.ProjectId, gateway.Id))]));
    }

    private static GatewayRow Conclude(GatewayRow gateway, EndPointState[] endPoints)
    {
        var applied = endPoints.Length == 0 ? 0 : endPoints.Min(AppliedGeneration);
        var failed = endPoints.Any(endPoint => endPoint.ObservedState is EndPointState.Failed or EndPointState.Lost);
        if (gateway.ObservedGeneration == 0 && applied < gateway.Generation)
        {
            // What changes while a gateway is being built is part of its creation: no client expects it to be updated before it was active.
            applied = 0;
        }
        // An end point that moved to another agent begins again at 0; what the gateway once had applied is not undone by that.
        return gateway with { ObservedGeneration = Math.Max(gateway.ObservedGeneration, applied), Failed = failed ? 1 : 0 };
    }

    private static long AppliedGeneration(EndPointState endPoint) =>
        endPoint.ObservedState == EndPointState.Applied ? endPoint.ObservedGeneration : 0;

    private static bool IsGone(EndPointState endPoint) => endPoint.AgentId is null || endPoint.ObservedState == EndPointState.Gone;

    private static EndPointReport Report(ObservedGateway report) =>
        new(report.Slot, report.Generation, Name(report.State), report.Version, report.PreparedVersion, report.Reason);

    private static string Name(ObservedState state) => state switch
    {
        ObservedState.Applied => EndPointState.Applied,
        ObservedState.Failed => EndPointState.Failed,
        _ => EndPointState.Gone,
    };
}
