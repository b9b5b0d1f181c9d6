using Grpc.Core;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Governance.Tags;

internal sealed partial class TagsService
{
    private const long DefaultLimit = 1000;

    /// <summary>A page of the resources that satisfy every condition, and the number of all of them.</summary>
    public override async Task<ListResourcesByTagsResponse> ListResourcesByTags(ListResourcesByTagsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var type = TypeOf(caller, request.ResourceType);
        var (limit, offset) = (request.HasLimit ? request.Limit : DefaultLimit, request.Offset);
        TagRules.CheckQuery(request.Tags, request.Matches, limit, offset);
        var query = TagQuery.Of(caller.ProjectId, type, request.Tags, request.Matches, request.WithoutAnyTag);
        await copies.TryCatchUpAsync(caller.ProjectId, type, context.CancellationToken);
        return await database.ReadAsync(
            async session => new ListResourcesByTagsResponse
            {
                Resources = { (await session.PageAsync(query, limit, offset)).Select(Found) },
                TotalCount = await session.CountAsync(query),
            },
            context.CancellationToken);
    }

    private static FoundResource Found(TaggedResourceRow resource) => new()
    {
        ResourceId = resource.ResourceId,
        ResourceName = resource.Name,
        Tags = { resource.ResourceTags() },
    };
}
