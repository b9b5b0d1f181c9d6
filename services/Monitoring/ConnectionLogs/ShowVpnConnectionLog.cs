using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Monitoring.V5;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Monitoring.ConnectionLogs;

internal sealed partial class ConnectionLogService
{
    /// <summary>The log of a connection of whatever style, oldest line first.</summary>
    public override async Task<ShowVpnConnectionLogResponse> ShowVpnConnectionLog(ShowVpnConnectionLogRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var connection = Wire.IsUuid(request.VpnConnectionId)
            ? await FindAsync(caller, request.VpnConnectionId.ToLowerInvariant(), context.CancellationToken)
            : null;
        caller.RequireAccess(connection?.EnterpriseProjectId);
        CheckId(request.VpnConnectionId);
        if (connection is null)
        {
            throw ErrorCatalogue.NotFound.With();
        }
        var lines = await database.ReadAsync(
            session => session.ListNewestLinesAsync(connection.VpnConnectionId, bound.Lines), context.CancellationToken);
        return new ShowVpnConnectionLogResponse
        {
            Logs = { lines.Reverse().Select(line => LogLine.ToAnswer(line, Known(connection.SourceIp), Known(connection.DestinationIp))) },
        };
    }

    private static void CheckId(string id)
    {
        var violations = new Violations();
        if (!Wire.IsUuid(id))
        {
            violations.Add("vpn_connection_id", "must be a UUID");
        }
        violations.ThrowIfAny();
    }

    private static string? Known(string address) => address.Length > 0 ? address : null;

    /// <summary>The connection as its owner has it; when that does not answer, as far as events have told.</summary>
    private async Task<DescribedConnection?> FindAsync(CallerContext caller, string id, CancellationToken cancellationToken)
    {
        if (await siteToSite.TryDescribeAsync([id], caller, cancellationToken) is { } connections)
        {
            return connections.GetValueOrDefault(id);
        }
        var known = await database.ReadAsync(session => session.FindLoggedConnectionAsync(caller.ProjectId, id), cancellationToken);
        return known is null
            ? null
            : new DescribedConnection
            {
                VpnConnectionId = id,
                EnterpriseProjectId = known.EnterpriseProjectId,
                SourceIp = known.GatewayAddress ?? "",
            };
    }
}
