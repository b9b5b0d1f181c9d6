using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Gateways.Upgrades;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>
/// Puts end points on agents: those without one on the least loaded of their zone, those of an agent that is lost on another, and
/// where there is none shows the loss. One replica does it at a time; everything it writes is conditional all the same.
/// </summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class PlacementWorker<TDatabase>(
    TDatabase database,
    IGateways<TDatabase> gateways,
    IEndPointFollowers<TDatabase> followers,
    LostAgents<TDatabase> lostAgents,
    FirstVersions<TDatabase> firstVersions,
    AgentLease lease,
    PlacementSignal<TDatabase> signal,
    TimeProvider time,
    ILogger<PlacementWorker<TDatabase>> logger)
    : SingletonService("placement", database, time, logger)
    where TDatabase : Database
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(25);

    private readonly TimeProvider _time = time;
    private readonly AgentLoads _loads = new(time);
    private readonly AgentSilence _silence = new(lease, time);
    private readonly long _startedAt = time.GetTimestamp();
    private Task _next = Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        _next = signal.Next;
        var now = _time.NowMs();
        var known = await database.ReadAsync(AgentStore.ListAsync, cancellationToken);
        if (_silence.Look(known) is { Length: > 0 } silent)
        {
            await lostAgents.MarkAsync(silent, cancellationToken);
            known = await database.ReadAsync(AgentStore.ListAsync, cancellationToken);
        }
        await _loads.RefreshAsync(known.Where(agent => IsLive(agent, now)), counts => CountAsync(counts, cancellationToken));
        var lost = known.Where(agent => agent.Lost > 0).ToArray();
        var moved = await PlaceAsync(lost, cancellationToken);
        var settled = await lostAgents.SettleAsync(lost.Where(agent => !_loads.HasRoom(agent.Zone)), lost, cancellationToken);
        settled += await ShowWantAsync(now, cancellationToken);
        settled += await followers.SettleLostAsync(cancellationToken);
        settled += await ChooseVersionsAsync(cancellationToken);
        if (moved == 0 && settled == 0)
        {
            return false;
        }
        signal.Set();
        // A lone end point is placed at once; under load, those that come within this time are placed together.
        await Task.Delay(Gather, _time, cancellationToken);
        return true;
    }

    /// <inheritdoc />
    protected override Task WaitAsync(CancellationToken cancellationToken) => signal.WaitAsync(_next, LookAgain, cancellationToken);

    // By the clock only until the agent was heard: that of another replica may be another.
    private bool IsLive(AgentRow agent, long now) => agent.Lost == 0 && (agent.LeaseUntil >= now || _silence.HasHeard(agent));

    private Task<Dictionary<string, long>> CountAsync(string[] agentIds, CancellationToken cancellationToken) =>
        database.ReadAsync(session => PlacementStore.CountAsync(session, agentIds), cancellationToken);

    // After a start agents need their time to come; what waited while nobody ran has not waited for them.
    private async Task<int> ShowWantAsync(long now, CancellationToken cancellationToken) =>
        _time.GetElapsedTime(_startedAt) < lease.WithoutAgent
            ? 0
            : await lostAgents.ShowWantAsync(now - (long)lease.WithoutAgent.TotalMilliseconds, cancellationToken);

    private async Task<int> PlaceAsync(AgentRow[] lost, CancellationToken cancellationToken)
    {
        var zones = _loads.ZonesWithRoom();
        if (zones.Length == 0)
        {
            return 0;
        }
        var stranded = lost.Where(agent => _loads.HasRoom(agent.Zone)).Select(agent => agent.Id).ToArray();
        var waiting = await database.ReadAsync(session => ListWaitingAsync(session, zones, stranded), cancellationToken);
        if (waiting.Count == 0)
        {
            return 0;
        }
        var choices = waiting.Select(endPoint => (EndPoint: endPoint, Agent: _loads.Choose(endPoint.Zone, endPoint.Version))).Where(choice => choice.Agent is not null);
        var groups = choices.GroupBy(choice => (choice.Agent, choice.EndPoint.Slot, choice.EndPoint.AgentId), choice => choice.EndPoint.GatewayId)
            // In the order in which everyone locks end points.
            .OrderBy(group => group.Key.Slot).ToArray();
        return await database.InTransactionAsync(async session =>
        {
            var moved = new List<(string GatewayId, long Slot)>();
            var left = groups.Select(group => group.Key.AgentId).OfType<string>().Distinct().ToArray();
            var stillLost = left.Length == 0 ? [] : await AgentStore.LockLostAsync(session, left);
            foreach (var group in groups.Where(group => group.Key.AgentId is not { } from || stillLost.Contains(from)))
            {
                var given = await PlacementStore.AssignAsync(session, group.Key.Agent!, group.Key.Slot, group.Key.AgentId, [.. group]);
                moved.AddRange(given.Select(gatewayId => (gatewayId, group.Key.Slot)));
            }
            await firstVersions.ChooseAsync(session, [.. moved.Select(endPoint => endPoint.GatewayId).Distinct()]);
            await followers.RestartAsync(session, moved);
            return moved.Count;
        }, cancellationToken);
    }

    /// <summary>For gateways whose agents had no version to offer when they got them.</summary>
    private async Task<int> ChooseVersionsAsync(CancellationToken cancellationToken)
    {
        var gatewayIds = await database.ReadAsync(session => session.ListUnversionedAsync(gateways.Tables, BatchSize), cancellationToken);
        return gatewayIds.Length == 0
            ? 0
            : await database.InTransactionAsync(session => firstVersions.ChooseAsync(session, gatewayIds), cancellationToken);
    }

    private async Task<IReadOnlyList<WaitingEndPoint>> ListWaitingAsync(Session session, string[] zones, string[] stranded)
    {
        var waiting = await PlacementStore.ListUnassignedAsync(session, gateways.Tables, zones, BatchSize);
        return stranded.Length == 0 ? waiting : [.. waiting, .. await PlacementStore.ListStrandedAsync(session, stranded, BatchSize)];
    }
}
