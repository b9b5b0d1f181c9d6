using Grpc.Core;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Governance.Tags;

internal sealed partial class TagsService
{
    /// <summary>Every key that resources of a type have, with its values.</summary>
    public override async Task<ListProjectTagsResponse> ListProjectTags(ListProjectTagsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var type = TypeOf(caller, request.ResourceType);
        await copies.TryCatchUpAsync(caller.ProjectId, type, context.CancellationToken);
        var tags = await database.ReadAsync(session => session.ListTagsAsync(caller.ProjectId, type), context.CancellationToken);
        var keys = tags.GroupBy(tag => tag.Key, tag => tag.Value).Select(key => new ProjectTag { Key = key.Key, Values = { key } });
        return new ListProjectTagsResponse { Tags = { keys } };
    }
}
