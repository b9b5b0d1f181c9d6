using Google.Protobuf.Collections;
using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

internal sealed partial class VpnConnectionService
{
    private const int LargestBatch = 2;

    /// <summary>Creates one or two connections of a gateway, or none.</summary>
    public override async Task<BatchCreateVpnConnectionResponse> BatchCreateVpnConnection(
        BatchCreateVpnConnectionRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var wanted = request.VpnConnections;
        foreach (var vgwId in wanted.Select(connection => connection.VgwId).DefaultIfEmpty("").Distinct().Take(LargestBatch))
        {
            await database.RequireAccessAsync(caller, vgwId, context.CancellationToken);
        }
        CheckBatch(wanted);
        var created = await CreateAsync(
            caller, [.. wanted.Select((connection, index) => ($"vpn_connections[{index}]", (NewVpnConnection?)connection))], context.CancellationToken);
        return new BatchCreateVpnConnectionResponse { VpnConnections = { created } };
    }

    private static void CheckBatch(RepeatedField<NewVpnConnection> wanted)
    {
        var violations = new Violations();
        if (wanted.Count is 0 or > LargestBatch)
        {
            violations.Add("vpn_connections", $"is required and must have 1 to {LargestBatch} elements");
        }
        if (wanted.Where(connection => connection.HasVgwId).DistinctBy(connection => Stored(connection.VgwId)).Count() > 1)
        {
            violations.Add("vpn_connections", "must all name the same vgw_id");
        }
        violations.ThrowIfAny();
    }
}
