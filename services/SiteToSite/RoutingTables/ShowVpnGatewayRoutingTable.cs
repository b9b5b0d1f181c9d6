using System.Globalization;
using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;
using Route = VpnMesh.Protos.SiteToSite.V5.Route;

namespace VpnMesh.SiteToSite.RoutingTables;

/// <summary>Routing tables of gateways, as agents observe them.</summary>
internal sealed class RoutingTableService(SiteToSiteDatabase database) : Protos.SiteToSite.V5.RoutingTables.RoutingTablesBase
{
    private const long LargestPage = 200;

    /// <summary>The routes of a gateway: those of its first end point, then those of its second.</summary>
    public override async Task<ShowVpnGatewayRoutingTableResponse> ShowVpnGatewayRoutingTable(
        ShowVpnGatewayRoutingTableRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        Check(request);
        return await database.ReadAsync(
            async session =>
            {
                var gateway = await session.FindVpnGatewayAsync(caller.ProjectId, request.VgwId.ToLowerInvariant())
                    ?? throw ErrorCatalogue.NotFound.With();
                return await PageAsync(session, gateway, request);
            },
            context.CancellationToken);
    }

    private static void Check(ShowVpnGatewayRoutingTableRequest request)
    {
        var violations = new Violations();
        violations.Uuid("vgw_id", request.VgwId);
        violations.Between("limit", request.HasLimit ? request.Limit : null, 0, LargestPage);
        violations.Between("offset", request.HasOffset ? request.Offset : null, 0, long.MaxValue);
        if (request.HasMarker && Place(request.Marker) is null)
        {
            violations.Add("marker", "must be the next_marker of a page");
        }
        violations.ThrowIfAny();
    }

    private static async Task<ShowVpnGatewayRoutingTableResponse> PageAsync(Session session, VpnGatewayRow gateway, ShowVpnGatewayRoutingTableRequest request)
    {
        var after = request.HasMarker ? Place(request.Marker)!.Value : (0, 0);
        // Without a limit the page holds all; one more than is shown tells whether more routes follow.
        var limit = request.HasLimit ? request.Limit : int.MaxValue - 1;
        var found = await session.ListRoutesAsync(gateway.Id, after, limit + 1, request.HasMarker ? 0 : request.Offset);
        var page = found.Take((int)limit).ToArray();
        var withResource = !request.HasIsIncludeNexthopResource || request.IsIncludeNexthopResource;
        var answer = new ShowVpnGatewayRoutingTableResponse
        {
            RoutingTable = { page.Select(route => ToAnswer(route, withResource)) },
            TotalCount = await session.CountRoutesAsync(gateway.Id),
            PageInfo = new PageInfo { CurrentCount = page.Length },
        };
        if (page.Length > 0 && found.Count > page.Length)
        {
            answer.PageInfo.NextMarker = string.Create(CultureInfo.InvariantCulture, $"{page[^1].Slot}.{page[^1].Position}");
        }
        return answer;
    }

    private static (long Slot, long Position)? Place(string marker)
    {
        var parts = marker.Split('.');
        return parts.Length == 2 && Number(parts[0]) is { } slot && Number(parts[1]) is { } position ? (slot, position) : null;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Route ToAnswer(RouteRow row, bool withResource)
    {
        var route = new Route { Destination = row.Destination, Nexthop = row.NextHop, OutboundInterfaceIp = row.InterfaceAddress };
        if (row.Origin is { } origin)
        {
            route.Origin = origin;
            route.AsPath = row.AsPath ?? "";
            route.Med = row.Med ?? 0;
        }
        if (withResource)
        {
            route.NexthopResource = row.ConnectionId is { } connectionId
                ? new NexthopResource { Id = connectionId, Type = "vpn_connection" }
                : new NexthopResource { Id = row.VgwId, Type = "vpn_gateway" };
        }
        return route;
    }
}
