using Grpc.Core;
using VpnMesh.Governance.Quotas;
using VpnMesh.Governance.Reservations;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Governance.Tags;

/// <summary>A part that has resources with tags.</summary>
/// <param name="types">Types of its resources.</param>
/// <param name="signer">Signs for the caller and for this part.</param>
/// <param name="time">Clock.</param>
internal abstract class TagOwner(IReadOnlyList<string> types, CallerContextSigner signer, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // A question about tags is answered from the last known copy when its owner takes longer. One that is down says so at once; one that is
    // only busy should not make the answer an old one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public IReadOnlyList<string> Types => types;

    /// <summary>Changes tags as the caller, whom the owner judges by himself.</summary>
    /// <exception cref="RpcException">The owner refuses, or cannot be reached.</exception>
    public async Task<ChangeTagsResponse> ChangeAsync(ChangeTagsRequest request, CallerContext caller, CancellationToken cancellationToken) =>
        await CallAsync(request, signer.With(caller, Timeout, time, cancellationToken));

    /// <summary>One page of what has changed in a project.</summary>
    /// <exception cref="RpcException">The owner does not answer.</exception>
    public async Task<ListTagChangesResponse> ListAsync(ListTagChangesRequest request, string projectId, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await CallAsync(request, signer.With(CallerExtensions.OfPart("governance", projectId), Timeout, time, end.Token));
    }

    protected abstract AsyncUnaryCall<ChangeTagsResponse> CallAsync(ChangeTagsRequest request, CallOptions options);

    protected abstract AsyncUnaryCall<ListTagChangesResponse> CallAsync(ListTagChangesRequest request, CallOptions options);
}

/// <summary>The owner of VPN gateways, customer gateways and connections.</summary>
internal sealed class SiteToSiteTagOwner(PartChannels channels, CallerContextSigner signer, TimeProvider time)
    : TagOwner([QuotaLimits.VpnGateway, QuotaLimits.CustomerGateway, QuotaLimits.VpnConnection], signer, time)
{
    private TaggedResources.TaggedResourcesClient Client => new(channels.To(SiteToSiteOwner.Setting));

    protected override AsyncUnaryCall<ChangeTagsResponse> CallAsync(ChangeTagsRequest request, CallOptions options) =>
        Client.ChangeTagsAsync(request, options);

    protected override AsyncUnaryCall<ListTagChangesResponse> CallAsync(ListTagChangesRequest request, CallOptions options) =>
        Client.ListTagChangesAsync(request, options);
}

/// <summary>The owner of point-to-cloud gateways.</summary>
internal sealed class P2cTagOwner(PartChannels channels, CallerContextSigner signer, TimeProvider time)
    : TagOwner([QuotaLimits.P2cVpnGateway], signer, time)
{
    private P2cTaggedResources.P2cTaggedResourcesClient Client => new(channels.To(P2cOwner.Setting));

    protected override AsyncUnaryCall<ChangeTagsResponse> CallAsync(ChangeTagsRequest request, CallOptions options) =>
        Client.ChangeTagsAsync(request, options);

    protected override AsyncUnaryCall<ListTagChangesResponse> CallAsync(ListTagChangesRequest request, CallOptions options) =>
        Client.ListTagChangesAsync(request, options);
}
