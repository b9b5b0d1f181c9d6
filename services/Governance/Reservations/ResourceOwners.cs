using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// The parts that write what others reserve for, asked before anything is taken back: an event may be late, the owner's store is not.
/// </summary>
internal sealed class ResourceOwners(PartChannels channels, CallerContextSigner signer, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Ids of the resources that are written.</summary>
    public async Task<HashSet<string>> WhichExistAsync(IEnumerable<ReservationRow> reservations, CancellationToken cancellationToken)
    {
        var resources = reservations.Select(reservation => new ResourceRef
        {
            ProjectId = reservation.ProjectId,
            ResourceType = reservation.ResourceType,
            ResourceId = reservation.ResourceId,
        });
        var response = await Client().WhichExistAsync(new WhichExistRequest { Resources = { resources } }, Options(cancellationToken));
        return [.. response.ResourceIds];
    }

    /// <summary>Which of these EIPs the gateways they are bound to have.</summary>
    public async Task<HashSet<(string GatewayId, string EipId)>> EipsOfAsync(IEnumerable<EipRow> eips, CancellationToken cancellationToken)
    {
        var gateways = eips
            .Select(eip => new ResourceRef { ProjectId = eip.ProjectId, ResourceType = "vpn_gateway", ResourceId = eip.BoundTo })
            .Distinct();
        var response = await Client().EipsOfAsync(new EipsOfRequest { Gateways = { gateways } }, Options(cancellationToken));
        return [.. response.Eips.Select(eip => (eip.VpnGatewayId, eip.EipId))];
    }

    private ReservationOwners.ReservationOwnersClient Client() => new(channels.To("SITE_TO_SITE"));

    private Grpc.Core.CallOptions Options(CancellationToken cancellationToken) =>
        signer.With(CallerExtensions.OfPart("governance"), Timeout, time, cancellationToken);
}
