using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Governance.V5;

namespace VpnMesh.Governance.Tags;

internal sealed partial class TagsService
{
    /// <summary>Removes tags of a resource; those that it does not have are passed over.</summary>
    public override async Task<BatchDeleteResourceTagsResponse> BatchDeleteResourceTags(
        BatchDeleteResourceTagsRequest request, ServerCallContext context)
    {
        var type = await AccessibleTypeAsync(context, request.ResourceType, request.ResourceId);
        TagRules.CheckRemoved(request.ResourceId, request.Tags);
        await ChangeAsync(context, new ChangeTagsRequest { ResourceType = type, ResourceId = request.ResourceId, Remove = { request.Tags } });
        return new BatchDeleteResourceTagsResponse();
    }
}
