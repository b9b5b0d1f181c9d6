using Grpc.Core;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.P2cVgwConnections;

internal sealed partial class P2cVgwConnectionService
{
    /// <summary>The clients that are connected now, the longest connected first: by offset, as the contract has it; a gateway has few.</summary>
    public override async Task<ListP2cVgwConnectionsResponse> ListP2cVgwConnections(ListP2cVgwConnectionsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var violations = new Violations();
        violations.Between("limit", request.HasLimit ? request.Limit : null, 1, long.MaxValue);
        violations.Between("offset", request.HasOffset ? request.Offset : null, 0, long.MaxValue);
        violations.ThrowIfAny();
        return await database.ReadAsync(
            async session =>
            {
                var gateway = await session.RequireP2cVpnGatewayAsync(caller.ProjectId, request.P2CVgwId);
                var clients = await session.ListClientsAsync(gateway.Id, request.Offset, request.HasLimit ? request.Limit : long.MaxValue);
                return new ListP2cVgwConnectionsResponse
                {
                    Connections = { clients.Select(Shown) },
                    TotalCount = (await session.CountClientsAsync([gateway.Id])).GetValueOrDefault(gateway.Id),
                };
            },
            context.CancellationToken);
    }

    private static P2cConnection Shown(P2cVgwConnectionRow client)
    {
        var shown = new P2cConnection
        {
            ConnectionId = client.Id,
            ClientVirtualIp = client.ClientVirtualIp,
            ClientIp = client.ClientIp,
            InboundPackets = client.InboundPackets,
            OutboundPackets = client.OutboundPackets,
            InboundBytes = client.InboundBytes,
            OutboundBytes = client.OutboundBytes,
            ConnectionEstablishedTime = client.EstablishedAt.ToWireTime(),
            Timestamp = client.CollectedAt.ToWireTime(),
        };
        if (client.ClientUserName.Length > 0)
        {
            shown.ClientUserName = client.ClientUserName;
        }
        return shown;
    }
}
