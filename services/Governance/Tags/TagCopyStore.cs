using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Tags;

/// <summary>SQL that keeps the copy of the resources that can have tags.</summary>
internal static class TagCopyStore
{
    private const string Columns = "project_id, resource_type, resource_id, name, enterprise_project_id, created_at, version, tags, gone_at";
    private const string TagColumns = "project_id, resource_type, resource_id, tag_key, tag_value, created_at";
    private const int ChunkSize = 500;

    /// <summary>How far the copy has come; null when nothing is known of the type in the project.</summary>
    public static Task<TagCopyRow?> FindTagCopyAsync(this Session session, string projectId, string type) =>
        session.FindAsync<TagCopyRow>(
            "SELECT project_id, resource_type, caught_up_to, stale FROM tag_copy WHERE project_id = @projectId AND resource_type = @type",
            new { projectId, type });

    /// <summary>As <see cref="FindTagCopyAsync"/>; nobody else writes to the copy before the transaction ends.</summary>
    public static async Task<TagCopyRow> LockTagCopyAsync(this Session session, string projectId, string type)
    {
        await session.ExecuteAsync(
            "INSERT INTO tag_copy (project_id, resource_type) VALUES (@projectId, @type) ON CONFLICT DO NOTHING", new { projectId, type });
        return (await session.FindAsync<TagCopyRow>(
            $"""
            SELECT project_id, resource_type, caught_up_to, stale FROM tag_copy
            WHERE project_id = @projectId AND resource_type = @type{session.Dialect.ForUpdate}
            """,
            new { projectId, type }))!;
    }

    public static Task SetCaughtUpAsync(this Session session, TagCopyRow copy, string cursor) =>
        session.ExecuteAsync(
            "UPDATE tag_copy SET caught_up_to = @cursor WHERE project_id = @ProjectId AND resource_type = @ResourceType",
            new { copy.ProjectId, copy.ResourceType, cursor });

    /// <summary>Something has happened to resources of the type.</summary>
    public static Task MarkStaleAsync(this Session session, string projectId, string type) =>
        session.ExecuteAsync(
            """
            INSERT INTO tag_copy (project_id, resource_type, stale) VALUES (@projectId, @type, 1)
            ON CONFLICT (project_id, resource_type) DO UPDATE SET stale = tag_copy.stale + 1
            """,
            new { projectId, type });

    /// <summary>Copies of these types in which something is to be caught up with.</summary>
    public static Task<IReadOnlyList<TagCopyRow>> ListStaleAsync(this Session session, string[] types, int limit) =>
        session.QueryAsync<TagCopyRow>(
            """
            SELECT project_id, resource_type, caught_up_to, stale FROM tag_copy
            WHERE stale > 0 AND resource_type IN @types ORDER BY project_id, resource_type LIMIT @limit
            """,
            new { types, limit });

    /// <summary>The copy was caught up, unless something has happened since it was read.</summary>
    public static Task MarkFreshAsync(this Session session, TagCopyRow copy) =>
        session.ExecuteAsync(
            "UPDATE tag_copy SET stale = 0 WHERE project_id = @ProjectId AND resource_type = @ResourceType AND stale = @Stale", copy);

    /// <summary>A resource, also one that is gone; null when nothing is known of it.</summary>
    public static Task<TaggedResourceRow?> FindTaggedAsync(this Session session, string projectId, string type, string id) =>
        session.FindAsync<TaggedResourceRow>(
            $"SELECT {Columns} FROM tagged_resource WHERE project_id = @projectId AND resource_type = @type AND resource_id = @id",
            new { projectId, type, id });

    /// <summary>Takes in resources that are newer than what the locked copy has of them.</summary>
    public static async Task TakeInAsync(this Session session, TagCopyRow copy, IReadOnlyList<TaggedResourceRow> resources)
    {
        foreach (var chunk in resources.Chunk(ChunkSize))
        {
            var known = (await session.QueryAsync<Known>(
                """
                SELECT resource_id, version FROM tagged_resource
                WHERE project_id = @ProjectId AND resource_type = @ResourceType AND resource_id IN @ids
                """,
                new { copy.ProjectId, copy.ResourceType, ids = Ids(chunk) })).ToDictionary(row => row.ResourceId, row => row.Version);
            var newer = chunk.Where(row => row.Version > known.GetValueOrDefault(row.ResourceId)).ToArray();
            if (newer.Length > 0)
            {
                await session.RemoveAsync(copy, " AND resource_id IN @ids", Ids(newer));
                await session.InsertAsync(newer);
            }
        }
    }

    /// <summary>Replaces the locked copy.</summary>
    public static async Task ReplaceAsync(this Session session, TagCopyRow copy, IReadOnlyList<TaggedResourceRow> resources)
    {
        await session.RemoveAsync(copy, "", []);
        await session.InsertAsync(resources);
    }

    /// <summary>Forgets what is gone from the locked copy since long ago.</summary>
    public static Task ForgetGoneAsync(this Session session, TagCopyRow copy, long before) =>
        session.ExecuteAsync(
            "DELETE FROM tagged_resource WHERE project_id = @ProjectId AND resource_type = @ResourceType AND gone_at < @before",
            new { copy.ProjectId, copy.ResourceType, before });

    private static string[] Ids(IEnumerable<TaggedResourceRow> resources) => [.. resources.Select(row => row.ResourceId)];

    private static async Task RemoveAsync(this Session session, TagCopyRow copy, string condition, string[] ids)
    {
        foreach (var table in new[] { "resource_tag", "tagged_resource" })
        {
            await session.ExecuteAsync(
                $"DELETE FROM {table} WHERE project_id = @ProjectId AND resource_type = @ResourceType{condition}",
                new { copy.ProjectId, copy.ResourceType, ids });
        }
    }

    private static async Task InsertAsync(this Session session, IReadOnlyCollection<TaggedResourceRow> resources)
    {
        await session.InsertAllAsync("tagged_resource", Columns, resources);
        await session.InsertAllAsync("resource_tag", TagColumns, resources.SelectMany(row => row.TagRows()).ToArray());
    }

    private sealed record Known
    {
        public required string ResourceId { get; init; }
        public required long Version { get; init; }
    }
}
