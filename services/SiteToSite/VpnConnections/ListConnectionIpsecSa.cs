using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.SiteToSite.VpnConnections;

internal sealed partial class VpnConnectionService
{
    /// <summary>What is negotiated for the traffic of a connection at present, as its agent reported it last.</summary>
    public override async Task<ListConnectionIpsecSaResponse> ListConnectionIpsecSa(ListConnectionIpsecSaRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await RequireAccessAsync(caller, request.VpnConnectionId, context.CancellationToken);
        CheckId(request.VpnConnectionId);
        var associations = await database.ReadAsync(
            async session =>
            {
                var connection = await session.FindVpnConnectionAsync(caller.ProjectId, Stored(request.VpnConnectionId))
                    ?? throw ErrorCatalogue.NotFound.With();
                return await session.ListSecurityAssociationsAsync(connection.Id);
            },
            context.CancellationToken);
        return new ListConnectionIpsecSaResponse { SaInfos = { associations.Select(ToAnswer) } };
    }

    private static SaInfo ToAnswer(SecurityAssociationRow association) => new()
    {
        Id = association.Id,
        SourceIpCidr = association.SourceBlock,
        DestIpCidr = association.DestinationBlock,
        PacketsSent = association.PacketsSent,
        PacketsRecv = association.PacketsReceived,
        TrafficSent = association.BytesSent,
        TrafficRecv = association.BytesReceived,
        CollectedAt = association.CollectedAt.ToWireTime(),
    };
}
