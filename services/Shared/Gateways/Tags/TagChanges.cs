using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>ChangeTags: the only way in which the tags of a resource change after its creation.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class TagChanges<TDatabase>(TDatabase database, TaggedTables<TDatabase> tables, Outbox<TDatabase> outbox)
    where TDatabase : Database
{
    /// <summary>Changes tags; the status of the resource, its generation and when it was updated stay as they are.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c>, <c>VPN.0004</c>, <c>VPN.0001</c></exception>
    public Task<ChangeTagsResponse> ChangeAsync(CallerContext caller, ChangeTagsRequest request, CancellationToken cancellationToken)
    {
        var table = tables.Of(request.ResourceType);
        return database.InGroupAsync(session => ChangeAsync(session, table, caller, request), cancellationToken, request.ResourceId);
    }

    private async Task<ChangeTagsResponse> ChangeAsync(Session session, TaggedTable table, CallerContext caller, ChangeTagsRequest request)
    {
        var before = await session.LockTaggedAsync(table, caller.ProjectId, request.ResourceId);
        caller.RequireAccess(before?.EnterpriseProjectId);
        if (before is null)
        {
            throw ErrorCatalogue.NotFound.With();
        }
        var tags = TagSet.Changed(before.Tags.ToTags(), request);
        var after = before with { Tags = tags.ToColumn() };
        if (after == before)
        {
            return new ChangeTagsResponse();
        }
        await session.WriteTagsAsync(table, after);
        var version = await session.TellChangedAsync(table.Type, after.ProjectId, after.Id);
        var subject = new EventSubject(after.ProjectId, after.EnterpriseProjectId ?? "0", after.Id, after.Generation, caller.RequestId);
        await outbox.AddAsync(session, subject, table.Changed(after.Name, tags.Select(tag => new EventTag { Key = tag.Key, Value = tag.Value })));
        return new ChangeTagsResponse { Resource = after.ToMessage(version) };
    }
}
