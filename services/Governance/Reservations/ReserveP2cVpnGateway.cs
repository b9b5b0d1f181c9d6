using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Governance.Reservations;

/// <summary>ReserveP2cVpnGateway: as <see cref="ReserveVpnGateway"/>, with the rules of point-to-cloud gateways and one EIP.</summary>
internal sealed class ReserveP2cVpnGateway(ReserveVpnGateway reserve)
{
    public async Task<ReserveP2cVpnGatewayResponse> RunAsync(
        string projectId, ReserveP2cVpnGatewayRequest request, CancellationToken cancellationToken)
    {
        CheckIds(request);
        var reserved = await reserve.RunAsync(GatewayRequest.Of(projectId, request), cancellationToken);
        return new ReserveP2cVpnGatewayResponse { Zones = { reserved.Zones }, Eip = reserved.Eip1, ValidMs = reserved.ValidMs };
    }

    // What is no UUID names none (contract), also where unknown ids are remembered.
    private static void CheckIds(ReserveP2cVpnGatewayRequest request)
    {
        if (!Wire.IsUuid(request.VpcId))
        {
            throw ErrorCatalogue.VpcNotFound.At("p2c_vpn_gateway.vpc_id", request.VpcId);
        }
        if (!Wire.IsUuid(request.ConnectSubnet))
        {
            throw ErrorCatalogue.SubnetNotFound.At("p2c_vpn_gateway.connect_subnet", request.ConnectSubnet);
        }
    }
}
