using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>ListTagChanges: what Governance reads before it answers a question about tags.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class TagFeed<TDatabase>(TDatabase database, TaggedTables<TDatabase> tables, TimeProvider time)
    where TDatabase : Database
{
    // With twenty tags of the greatest length each they still fit into a message.
    private const int PageSize = 100;

    // What is gone is remembered for a day longer.
    private static readonly long MostAge = (long)(TagChangePruning<TDatabase>.Kept - TimeSpan.FromDays(1)).TotalMilliseconds;

    /// <summary>One page of the changes since a cursor, or of everything.</summary>
    /// <exception cref="DomainException"><c>VPN.0003</c></exception>
    public Task<ListTagChangesResponse> ListAsync(CallerContext caller, ListTagChangesRequest request, CancellationToken cancellationToken)
    {
        caller.RequirePart("governance");
        var table = tables.Of(request.ResourceType);
        return database.ReadAsync(session => ListAsync(session, table, caller.ProjectId, request), cancellationToken);
    }

    private async Task<ListTagChangesResponse> ListAsync(Session session, TaggedTable table, string projectId, ListTagChangesRequest request)
    {
        var now = new TagCursor(await session.TagHorizonAsync(), time.NowMs());
        var since = TagCursor.Parse(request.Cursor) is { } cursor && IsKnown(cursor, now) ? cursor : null;
        // A page of changes is none of the list of everything.
        var page = since is null && request.Cursor.Length > 0 ? "" : request.Page;
        var rows = since is null
            ? await session.PageTaggedAsync(table, projectId, page, PageSize)
            : await session.PageTagChangesAsync(table, projectId, since.Change, page, PageSize);
        return new ListTagChangesResponse
        {
            Resources = { rows.Select(row => row.ToMessage()) },
            Cursor = now.ToString(),
            Complete = since is null,
            NextPage = rows.Count == PageSize ? rows[^1].ResourceId : "",
        };
    }

    // A cursor from the future was made before the store was restored from a backup.
    private static bool IsKnown(TagCursor since, TagCursor now) => since.Change <= now.Change && since.TakenAt > now.TakenAt - MostAge;
}
