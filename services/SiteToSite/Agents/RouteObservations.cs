using VpnMesh.Protos.Agent.V1;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.RoutingTables;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>The routing tables that agents observe at their end points. They count only for end points that are still the agent's own.</summary>
internal sealed class RouteObservations(SiteToSiteDatabase database)
{
    /// <summary>Takes in the reports of an agent's stream, newest last.</summary>
    public async Task ApplyAsync(string agentId, string stream, IEnumerable<ObservedRoutes> reports)
    {
        var newest = new Dictionary<(string GatewayId, long Slot), ObservedRoutes>();
        foreach (var report in reports)
        {
            newest[(report.GatewayId, report.Slot)] = report;
        }
        foreach (var report in newest.Values)
        {
            await database.InGroupAsync(session => ApplyAsync(session, agentId, stream, report), CancellationToken.None);
        }
    }

    private static async Task<bool> ApplyAsync(Session session, string agentId, string stream, ObservedRoutes report)
    {
        if (!await AgentStore.LockCurrentAsync(session, agentId, stream))
        {
            return false;
        }
        // The gateway stays until this is written: routes refer to it.
        await session.LockVpnGatewaysAsync([report.GatewayId]);
        var own = await PlacementStore.ListOwnAsync(session, agentId, [report.GatewayId]);
        if (own.Any(endPoint => endPoint.Slot == report.Slot))
        {
            await session.ReplaceRoutesAsync(report.GatewayId, report.Slot, [.. report.Routes.Select((route, index) => ToRow(report, route, index + 1))]);
        }
        return true;
    }

    private static RouteRow ToRow(ObservedRoutes report, ObservedRoute route, int position)
    {
        var isBgp = route.Source == RouteSource.Bgp;
        return new RouteRow
        {
            VgwId = report.GatewayId,
            Slot = report.Slot,
            Position = position,
            Destination = route.Destination,
            NextHop = route.NextHop,
            InterfaceAddress = route.InterfaceAddress,
            Source = route.Source.ToString().ToLowerInvariant(),
            Origin = isBgp ? route.Origin : null,
            AsPath = isBgp ? route.AsPath : null,
            Med = isBgp ? route.Med : null,
            ConnectionId = route.ConnectionId.Length > 0 ? route.ConnectionId : null,
        };
    }
}
