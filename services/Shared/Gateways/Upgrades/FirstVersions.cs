using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>
/// Gives gateways without a version their first one when their end points get agents, in the transaction of that: before any agent is
/// told of it. An end point that had to be told alone, since the other had no agent yet, is told again when the two agents differ.
/// </summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class FirstVersions<TDatabase>(NewGatewayVersion wanted, IGateways<TDatabase> gateways)
    where TDatabase : Database
{
    /// <summary>Chooses the versions of those of the gateways that have none.</summary>
    /// <param name="session">Transaction in which end points of the gateways got agents.</param>
    /// <param name="gatewayIds">The gateways.</param>
    /// <returns>How many it chose for.</returns>
    public async Task<int> ChooseAsync(Session session, string[] gatewayIds)
    {
        var endPoints = await session.ListUnversionedAsync(gateways.Tables, gatewayIds);
        var choices = endPoints.GroupBy(endPoint => endPoint.GatewayId).Select(Choice).Where(choice => choice.Changed).ToArray();
        foreach (var same in choices.GroupBy(choice => (choice.Version, choice.Final, choice.Raise), choice => choice.GatewayId))
        {
            var (version, final, raise) = same.Key;
            var raised = raise ? await gateways.LockAsync(session, [.. same]) : [];
            await session.SetFirstVersionAsync(gateways.Tables, [.. same], version, final ? version : "", raise ? 1 : 0);
            foreach (var before in raised)
            {
                // Nobody's request: the software is there by now.
                await gateways.AddStatusChangedAsync(session, before, before with { Generation = before.Generation + 1 }, requestId: "");
            }
        }
        return choices.Length;
    }

    private (string GatewayId, string Version, bool Final, bool Raise, bool Changed) Choice(IGrouping<string, UnversionedEndPoint> gateway)
    {
        var placed = gateway.Where(endPoint => endPoint.Versions is not null).ToArray();
        var version = wanted.Choose(OfferedVersions.InCommon([.. placed.Select(endPoint => endPoint.Versions!.ToStrings())]));
        // What was never given to an end point is still to be told; what was given may have been told already.
        var raise = gateway.Any(endPoint => endPoint.Version != version && (endPoint.Version.Length > 0 || endPoint.GatewayObserved > 0));
        var final = placed.Length == gateway.Count();
        return (gateway.Key, version, final, raise, gateway.Any(endPoint => endPoint.Version != version) || (final && version.Length > 0));
    }
}
