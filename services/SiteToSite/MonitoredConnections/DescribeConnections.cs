using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.SiteToSite.MonitoredConnections;

internal sealed partial class MonitoredConnectionsService
{
    private const int MostIds = 1000;

    /// <summary>Those of these connections that exist.</summary>
    public override async Task<DescribeConnectionsResponse> DescribeConnections(DescribeConnectionsRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Monitoring);
        if (request.VpnConnectionIds.Count > MostIds)
        {
            throw ErrorCatalogue.InvalidRequest.For("vpn_connection_ids", $"vpn_connection_ids must be {MostIds} at most");
        }
        string[] ids = [.. request.VpnConnectionIds.Select(id => id.ToLowerInvariant())];
        var found = await database.ReadAsync(session => session.ListMonitoredAsync(request.ProjectId, ids), context.CancellationToken);
        return new DescribeConnectionsResponse { Connections = { found.Select(connection => connection.ToAnswer()) } };
    }
}
