using Grpc.Core;
using VpnMesh.Governance.Quotas;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Governance.Reservations;

/// <summary>The owner of point-to-cloud gateways.</summary>
internal sealed class P2cOwner(PartChannels channels, CallerContextSigner signer, TimeProvider time)
    : ResourceOwner("p2c", QuotaLimits.P2cVpnGateway, [], signer, time)
{
    /// <summary>Setting with its address.</summary>
    public const string Setting = "P2C";

    private P2cReservationOwners.P2cReservationOwnersClient Client => new(channels.To(Setting));

    protected override AsyncUnaryCall<WhichExistResponse> AskAsync(WhichExistRequest request, CallOptions options) =>
        Client.WhichExistAsync(request, options);

    protected override AsyncUnaryCall<EipsOfResponse> AskAsync(EipsOfRequest request, CallOptions options) =>
        Client.EipsOfAsync(request, options);

    protected override AsyncUnaryCall<ListResourcesResponse> AskAsync(ListResourcesRequest request, CallOptions options) =>
        Client.ListResourcesAsync(request, options);
}
