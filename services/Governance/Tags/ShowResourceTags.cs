using Grpc.Core;
using VpnMesh.Protos.Governance.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Governance.Tags;

internal sealed partial class TagsService
{
    /// <summary>The tags of a resource; while its owner gives no answer those that were known last.</summary>
    public override async Task<ShowResourceTagsResponse> ShowResourceTags(ShowResourceTagsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var type = await AccessibleTypeAsync(context, request.ResourceType, request.ResourceId);
        TagRules.CheckId(request.ResourceId);
        var isFresh = await copies.TryCatchUpAsync(caller.ProjectId, type, context.CancellationToken);
        var resource = await FindAsync(caller, type, request.ResourceId, context.CancellationToken);
        RequireAccess(caller, resource);
        if (resource is null && !isFresh)
        {
            // It may be there all the same, and to clients not found means gone.
            throw ErrorCatalogue.BackendUnavailable.With();
        }
        return resource is { GoneAt: null }
            ? new ShowResourceTagsResponse { Tags = { resource.ResourceTags() } }
            : throw ErrorCatalogue.NotFound.With();
    }
}
