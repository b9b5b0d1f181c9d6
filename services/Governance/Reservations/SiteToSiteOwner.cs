using Grpc.Core;
using VpnMesh.Governance.Quotas;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Governance.Reservations;

/// <summary>The owner of VPN gateways, customer gateways and connections.</summary>
internal sealed class SiteToSiteOwner(PartChannels channels, CallerContextSigner signer, TimeProvider time)
    : ResourceOwner("site-to-site", QuotaLimits.VpnGateway, [QuotaLimits.CustomerGateway, QuotaLimits.VpnConnection], signer, time)
{
    /// <summary>Setting with its address.</summary>
    public const string Setting = "SITE_TO_SITE";

    private ReservationOwners.ReservationOwnersClient Client => new(channels.To(Setting));

    protected override AsyncUnaryCall<WhichExistResponse> AskAsync(WhichExistRequest request, CallOptions options) =>
        Client.WhichExistAsync(request, options);

    protected override AsyncUnaryCall<EipsOfResponse> AskAsync(EipsOfRequest request, CallOptions options) =>
        Client.EipsOfAsync(request, options);

    protected override AsyncUnaryCall<ListResourcesResponse> AskAsync(ListResourcesRequest request, CallOptions options) =>
        Client.ListResourcesAsync(request, options);
}
