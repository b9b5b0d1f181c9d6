using Grpc.Core;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Governance.Tags;

internal sealed partial class TagsService
{
    /// <summary>The number of resources that satisfy every condition.</summary>
    public override async Task<CountResourcesByTagsResponse> CountResourcesByTags(CountResourcesByTagsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var type = TypeOf(caller, request.ResourceType);
        TagRules.CheckQuery(request.Tags, request.Matches);
        var query = TagQuery.Of(caller.ProjectId, type, request.Tags, request.Matches, request.WithoutAnyTag);
        await copies.TryCatchUpAsync(caller.ProjectId, type, context.CancellationToken);
        return new CountResourcesByTagsResponse
        {
            TotalCount = await database.ReadAsync(session => session.CountAsync(query), context.CancellationToken),
        };
    }
}
