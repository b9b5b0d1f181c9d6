using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Governance.Tags;

/// <summary>The operations of tags; each is in a file of its name.</summary>
internal sealed partial class TagsService(GovernanceDatabase database, TagOwners owners, TagCopies copies, ILogger<TagsService> logger)
    : Protos.Governance.V5.Tags.TagsBase
{
    /// <summary>The type of a path, for an operation that is not about one resource.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c>, <c>VPN.0001</c></exception>
    private static string TypeOf(CallerContext caller, string resourceType)
    {
        caller.RequireAccess(enterpriseProjectId: null);
        return TaggedTypes.Of(resourceType);
    }

    /// <summary>
    /// The type of a path that names a resource, once it is known that the caller may use the action on it. Whether there is such a resource is
    /// told only to those who may use the action everywhere in the project.
    /// </summary>
    /// <exception cref="DomainException"><c>VPN.0003</c>, <c>VPN.0001</c></exception>
    private async Task<string> AccessibleTypeAsync(ServerCallContext context, string resourceType, string resourceId)
    {
        var caller = context.Caller();
        if (caller.Access is { Everywhere: true, NeverIn.Count: 0 })
        {
            return TaggedTypes.Of(resourceType);
        }
        if (!Wire.IsUuid(resourceId))
        {
            // What is no id is there for nobody; its form is looked at later.
            return TypeOf(caller, resourceType);
        }
        var type = TaggedTypes.Find(resourceType) ?? TypeOf(caller, resourceType);
        await copies.TryCatchUpAsync(caller.ProjectId, type, context.CancellationToken);
        RequireAccess(caller, await FindAsync(caller, type, resourceId, context.CancellationToken));
        return type;
    }

    private static void RequireAccess(CallerContext caller, TaggedResourceRow? resource) =>
        caller.RequireAccess(resource is { GoneAt: null, EnterpriseProjectId.Length: > 0 } ? resource.EnterpriseProjectId : null);

    private Task<TaggedResourceRow?> FindAsync(CallerContext caller, string type, string resourceId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.FindTaggedAsync(caller.ProjectId, type, Stored(resourceId)), cancellationToken);

    private async Task ChangeAsync(ServerCallContext context, ChangeTagsRequest request)
    {
        var caller = context.Caller();
        request.ResourceId = Stored(request.ResourceId);
        var answer = await owners.ChangeAsync(request, caller, context.CancellationToken);
        if (answer.Resource is null)
        {
            return;
        }
        try
        {
            await copies.TakeInAsync(caller.ProjectId, request.ResourceType, answer.Resource, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The change is made, and the next question catches up with it.
            logger.LogWarning(
                exception, "The copy of {ResourceType} {ResourceId} was not brought up to date", request.ResourceType, request.ResourceId);
        }
    }

    // Ids are told apart by value: a UUID in upper case names the same resource.
    private static string Stored(string id) => id.ToLowerInvariant();
}
