using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>What follows when the lease of an agent has run out.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class LostAgents<TDatabase>(
    TDatabase database,
    IGateways<TDatabase> gateways,
    ObservedStates<TDatabase> observed,
    AgentEvents<TDatabase> events,
    ILogger<LostAgents<TDatabase>> logger)
    where TDatabase : Database
{
    private const int BatchSize = 500;

    /// <summary>Marks silent agents, so that their streams end and cannot renew the lease any more.</summary>
    public async Task MarkAsync(AgentRow[] silent, CancellationToken cancellationToken)
    {
        foreach (var agent in silent)
        {
            if (await database.InTransactionAsync(session => MarkAsync(session, agent), cancellationToken))
            {
                logger.LogWarning("Agent {AgentId} was silent for longer than its lease", agent.Id);
            }
        }
    }

    /// <summary>
    /// Shows the loss of end points that no other agent can take, and lets deletions end that waited for a lost agent.
    /// </summary>
    /// <param name="hopeless">Lost agents in whose zone nobody has room.</param>
    /// <param name="lost">All lost agents.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>Number of gateways dealt with.</returns>
    public async Task<int> SettleAsync(IEnumerable<AgentRow> hopeless, AgentRow[] lost, CancellationToken cancellationToken)
    {
        var settled = 0;
        foreach (var agent in hopeless.Where(agent => agent.Lost == 1))
        {
            settled += await ShowLossAsync(agent.Id, cancellationToken);
        }
        if (lost.Length > 0)
        {
            var agentIds = lost.Select(agent => agent.Id).ToArray();
            await database.InTransactionAsync(async session =>
            {
                await PlacementStore.AbandonDeletedAsync(session, gateways.Tables, agentIds);
                return await AgentStore.ForgetAsync(session, agentIds);
            }, cancellationToken);
        }
        return settled + await RemoveAsync(cancellationToken);
    }

    /// <summary>
    /// Shows the want of end points that have waited for an agent for too long: their gateways can be deleted then, and become active when
    /// an agent comes after all.
    /// </summary>
    /// <param name="createdBefore">Unix milliseconds: gateways younger than this may go on waiting.</param>
    /// <param name="cancellationToken">Stops before the batch.</param>
    /// <returns>Number of gateways dealt with.</returns>
    public async Task<int> ShowWantAsync(long createdBefore, CancellationToken cancellationToken)
    {
        var gatewayIds = await database.ReadAsync(
            session => PlacementStore.ListOverdueAsync(session, gateways.Tables, createdBefore, BatchSize), cancellationToken);
        if (gatewayIds.Length == 0)
        {
            return 0;
        }
        return await database.InTransactionAsync(async session =>
        {
            var locked = await gateways.LockAsync(session, gatewayIds);
            await PlacementStore.MarkWantedAsync(session, gatewayIds);
            await observed.SettleAsync(session, locked);
            return locked.Count;
        }, cancellationToken);
    }

    private async Task<bool> MarkAsync(Session session, AgentRow agent)
    {
        if (!await AgentStore.MarkLostAsync(session, agent))
        {
            return false;
        }
        await events.AddLostAsync(session, agent);
        return true;
    }

    private async Task<int> ShowLossAsync(string agentId, CancellationToken cancellationToken)
    {
        var gatewayIds = await database.ReadAsync(session => PlacementStore.ListUnmarkedAsync(session, agentId, BatchSize), cancellationToken);
        return await database.InTransactionAsync(async session =>
        {
            if (await AgentStore.LockLostAsync(session, [agentId]) is [])
            {
                // It is back, and reports by itself.
                return 0;
            }
            if (gatewayIds.Length == 0)
            {
                return await AgentStore.MarkToldAsync(session, agentId);
            }
            var locked = await gateways.LockAsync(session, gatewayIds);
            await PlacementStore.MarkLostAsync(session, agentId, gatewayIds);
            await observed.SettleAsync(session, locked);
            return locked.Count;
        }, cancellationToken);
    }

    private async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var gatewayIds = await database.ReadAsync(
            session => PlacementStore.ListRemovableAsync(session, gateways.Tables, BatchSize), cancellationToken);
        if (gatewayIds.Length == 0)
        {
            return 0;
        }
        return await database.InTransactionAsync(async session =>
        {
            await observed.SettleAsync(session, await gateways.LockAsync(session, gatewayIds));
            return gatewayIds.Length;
        }, cancellationToken);
    }
}
