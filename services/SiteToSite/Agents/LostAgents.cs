namespace VpnMesh.SiteToSite.Agents;

/// <summary>What follows when the lease of an agent has run out.</summary>
internal sealed class LostAgents(
    SiteToSiteDatabase database,
    ObservedStates observed,
    ILogger<LostAgents> logger)
{
    private const int BatchSize = 500;

    /// <summary>Marks the agents whose lease is over, so that their streams cannot renew it any more.</summary>
    /// <returns>The agents as they are then.</returns>
    public async Task<IReadOnlyList<AgentRow>> MarkAsync(IReadOnlyList<AgentRow> known, long now, CancellationToken cancellationToken)
    {
        var silent = known.Where(agent => agent.Lost == 0 && agent.LeaseUntil < now).Select(agent => agent.Id).ToArray();
        if (silent.Length == 0)
        {
            return known;
        }
        await database.InTransactionAsync(session => AgentStore.MarkLostAsync(session, silent, now), cancellationToken);
        logger.LogWarning("Agents were silent for longer than their lease: {AgentIds}", silent);
        return await database.ReadAsync(AgentStore.ListAsync, cancellationToken);
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
                await PlacementStore.AbandonDeletedAsync(session, agentIds);
                return await AgentStore.ForgetAsync(session, agentIds);
            }, cancellationToken);
        }
        return settled + await RemoveAsync(cancellationToken);
    }

    private async Task<int> ShowLossAsync(string agentId, CancellationToken cancellationToken)
    {
        var gatewayIds = await database.ReadAsync(session => PlacementStore.ListUnmarkedAsync(session, agentId, BatchSize), cancellationToken);
        return await database.InTransactionAsync(async session =>
        {
            if (gatewayIds.Length == 0)
            {
                return await AgentStore.MarkToldAsync(session, agentId);
            }
            var gateways = await ObservationStore.LockAsync(session, gatewayIds);
            await PlacementStore.MarkLostAsync(session, agentId, gatewayIds);
            await observed.SettleAsync(session, gateways);
            return gateways.Count;
        }, cancellationToken);
    }

    private async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var gatewayIds = await database.ReadAsync(session => PlacementStore.ListRemovableAsync(session, BatchSize), cancellationToken);
        if (gatewayIds.Length == 0)
        {
            return 0;
        }
        return await database.InTransactionAsync(async session =>
        {
            await observed.SettleAsync(session, await ObservationStore.LockAsync(session, gatewayIds));
            return gatewayIds.Length;
        }, cancellationToken);
    }
}
