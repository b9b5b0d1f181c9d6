using Grpc.Core;
using VpnMesh.Governance.Inventory.Eips;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Governance.Reservations;

/// <summary>
/// A part that writes what others reserve for, asked before anything is taken back: an event may be late, the owner's store is not.
/// Each owner is asked on its own, so that one that does not answer holds up nothing of another's.
/// </summary>
/// <param name="name">Part; ends the name of the leases of what is done about its resources.</param>
/// <param name="gatewayType">Type of its gateways.</param>
/// <param name="otherTypes">Types of its other resources that take quota.</param>
/// <param name="signer">Signs for this part.</param>
/// <param name="time">Clock.</param>
internal abstract class ResourceOwner(
    string name, string gatewayType, IReadOnlyList<string> otherTypes, CallerContextSigner signer, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public string Name => name;

    /// <summary>Types of its resources that take quota.</summary>
    public IReadOnlyList<string> Types { get; } = [gatewayType, .. otherTypes];

    /// <summary>Type of its resources that have EIPs.</summary>
    public string GatewayType => gatewayType;

    /// <summary>Ids of the resources that are written.</summary>
    /// <param name="reservations">Their reservations.</param>
    /// <param name="afterWriters">Whether who is writing is waited for: what is not written then will not be any more.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<HashSet<string>> WhichExistAsync(
        IEnumerable<ReservationRow> reservations, bool afterWriters, CancellationToken cancellationToken)
    {
        var resources = reservations.Select(reservation => new ResourceRef
        {
            ProjectId = reservation.ProjectId,
            ResourceType = reservation.ResourceType,
            ResourceId = reservation.ResourceId,
        });
        var response = await AskAsync(new WhichExistRequest { Resources = { resources }, AfterWriters = afterWriters }, Options(cancellationToken));
        return [.. response.ResourceIds];
    }

    /// <summary>Which of these EIPs the gateways they are bound to have, once who is writing has ended.</summary>
    public async Task<HashSet<(string GatewayId, string EipId)>> EipsOfAsync(IEnumerable<EipRow> eips, CancellationToken cancellationToken)
    {
        var gateways = eips
            .Select(eip => new ResourceRef { ProjectId = eip.ProjectId, ResourceType = gatewayType, ResourceId = eip.BoundTo })
            .Distinct();
        var response = await AskAsync(new EipsOfRequest { Gateways = { gateways }, AfterWriters = true }, Options(cancellationToken));
        return [.. response.Eips.Select(eip => (eip.VpnGatewayId, eip.EipId))];
    }

    /// <summary>Resources of a type that are written, in the order of their ids, after a given one.</summary>
    public async Task<IReadOnlyList<OwnedResource>> ListAsync(string type, string after, int limit, CancellationToken cancellationToken)
    {
        var request = new ListResourcesRequest { ResourceType = type, After = after, Limit = limit };
        return (await AskAsync(request, Options(cancellationToken))).Resources;
    }

    protected abstract AsyncUnaryCall<WhichExistResponse> AskAsync(WhichExistRequest request, CallOptions options);

    protected abstract AsyncUnaryCall<EipsOfResponse> AskAsync(EipsOfRequest request, CallOptions options);

    protected abstract AsyncUnaryCall<ListResourcesResponse> AskAsync(ListResourcesRequest request, CallOptions options);

    private CallOptions Options(CancellationToken cancellationToken) =>
        signer.With(CallerExtensions.OfPart("governance"), Timeout, time, cancellationToken);
}
