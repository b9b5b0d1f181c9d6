using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.Governance.Tags;

internal sealed partial class TagsService
{
    /// <summary>Sets tags of a resource, all or none; a key that it has gets the new value.</summary>
    public override async Task<BatchCreateResourceTagsResponse> BatchCreateResourceTags(
        BatchCreateResourceTagsRequest request, ServerCallContext context)
    {
        var type = await AccessibleTypeAsync(context, request.ResourceType, request.ResourceId);
        TagRules.CheckNew(request.ResourceId, request.Tags);
        await ChangeAsync(context, new ChangeTagsRequest
        {
            ResourceType = type,
            ResourceId = request.ResourceId,
            Set = { request.Tags.Select(tag => new ResourceTag { Key = tag.Key, Value = tag.Value }) },
        });
        return new BatchCreateResourceTagsResponse();
    }
}
