using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.P2cVpnGateways;

internal sealed partial class P2cVpnGatewayService
{
    /// <summary>The zones in which a gateway of a flavour can be created now.</summary>
    public override async Task<ListP2cVgwAvailabilityZonesResponse> ListP2cVgwAvailabilityZones(
        ListP2cVgwAvailabilityZonesRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var violations = new Violations();
        violations.OneOf("flavor", request.HasFlavor ? request.Flavor : null, P2cFlavor.Name);
        violations.ThrowIfAny();
        var open = (await zones.AskOrRememberAsync(caller, context.CancellationToken)).Where(zone => !zone.SoldOut && zone.P2CFlavors.Contains(P2cFlavor.Name));
        return new ListP2cVgwAvailabilityZonesResponse { AvailabilityZones = { open.Select(zone => zone.Name) } };
    }
}
