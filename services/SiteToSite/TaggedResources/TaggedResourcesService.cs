using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.TaggedResources;

/// <summary>What Governance asks about the tags of this service's resources.</summary>
internal sealed class TaggedResourcesService(TagChanges<SiteToSiteDatabase> changes, TagFeed<SiteToSiteDatabase> feed)
    : Protos.Governance.V1.TaggedResources.TaggedResourcesBase
{
    public override Task<ChangeTagsResponse> ChangeTags(ChangeTagsRequest request, ServerCallContext context) =>
        changes.ChangeAsync(context.Caller(), request, context.CancellationToken);

    public override Task<ListTagChangesResponse> ListTagChanges(ListTagChangesRequest request, ServerCallContext context) =>
        feed.ListAsync(context.Caller(), request, context.CancellationToken);
}
