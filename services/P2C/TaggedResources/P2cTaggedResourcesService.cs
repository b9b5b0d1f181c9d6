using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.TaggedResources;

/// <summary>What Governance asks about the tags of this service's resources.</summary>
internal sealed class P2cTaggedResourcesService(TagChanges<P2CDatabase> changes, TagFeed<P2CDatabase> feed)
    : P2cTaggedResources.P2cTaggedResourcesBase
{
    public override Task<ChangeTagsResponse> ChangeTags(ChangeTagsRequest request, ServerCallContext context) =>
        changes.ChangeAsync(context.Caller(), request, context.CancellationToken);

    public override Task<ListTagChangesResponse> ListTagChanges(ListTagChangesRequest request, ServerCallContext context) =>
        feed.ListAsync(context.Caller(), request, context.CancellationToken);
}
