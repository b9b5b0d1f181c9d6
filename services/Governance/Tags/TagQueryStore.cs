using System.Text;
using Dapper;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Tags;

/// <summary>
/// SQL that finds resources by their tags. Each condition is answered from an index of its own that begins with project and type; what
/// satisfies all of them is in the answer of each.
/// </summary>
internal static class TagQueryStore
{
    /// <summary>A page of the resources, newest first, then by id.</summary>
    public static async Task<IReadOnlyList<TaggedResourceRow>> PageAsync(this Session session, TagQuery query, long limit, long offset)
    {
        if (query.Names.Count > 1)
        {
            return [];
        }
        var (sql, arguments) = Matching(query);
        arguments.AddDynamicParams(new { limit, offset });
        return await session.QueryAsync<TaggedResourceRow>(
            $"""
            SELECT r.project_id, r.resource_type, r.resource_id, r.name, r.enterprise_project_id, r.created_at, r.version, r.tags, r.gone_at
            FROM ({sql} ORDER BY created_at DESC, resource_id DESC LIMIT @limit OFFSET @offset) AS found
            CROSS JOIN tagged_resource r
            WHERE r.project_id = @ProjectId AND r.resource_type = @Type AND r.resource_id = found.resource_id
            ORDER BY found.created_at DESC, found.resource_id DESC
            """,
            arguments);
    }

    /// <summary>How many resources there are.</summary>
    public static async Task<long> CountAsync(this Session session, TagQuery query)
    {
        if (query.Names.Count > 1)
        {
            return 0;
        }
        var (sql, arguments) = Matching(query);
        return await session.ScalarAsync<long>($"SELECT COUNT(*) FROM ({sql}) AS found", arguments);
    }

    /// <summary>Every key in use with its values, in their order.</summary>
    public static async Task<IReadOnlyList<(string Key, string Value)>> ListTagsAsync(this Session session, string projectId, string type) =>
        [.. (await session.QueryAsync<Tag>(
            """
            SELECT DISTINCT tag_key, tag_value FROM resource_tag WHERE project_id = @projectId AND resource_type = @type ORDER BY tag_key, tag_value
            """,
            new { projectId, type })).Select(tag => (tag.TagKey, tag.TagValue))];

    private static (string Sql, DynamicParameters Arguments) Matching(TagQuery query)
    {
        var arguments = new DynamicParameters(new { query.ProjectId, query.Type });
        var conditions = new List<string>();
        foreach (var (index, (key, values)) in query.Tags.Index())
        {
            arguments.Add($"key{index}", key);
            var condition = new StringBuilder("SELECT created_at, resource_id FROM resource_tag WHERE project_id = @ProjectId AND resource_type = @Type")
                .Append($" AND tag_key = @key{index}");
            if (values.Length > 0)
            {
                arguments.Add($"values{index}", values);
                condition.Append($" AND tag_value IN @values{index}");
            }
            conditions.Add(condition.ToString());
        }
        if (query.Names.Count > 0 || conditions.Count == 0)
        {
            arguments.Add("name", query.Names is [var name] ? name : null);
            conditions.Add(
                "SELECT created_at, resource_id FROM tagged_resource WHERE project_id = @ProjectId AND resource_type = @Type AND gone_at IS NULL"
                + (query.Names.Count > 0 ? " AND name = @name" : "")
                + (query.WithoutTags ? " AND tags = '[]'" : ""));
        }
        // A resource is once at most in the answer of each condition.
        return conditions is [var only] ? (only, arguments) : (
            $"""
            SELECT created_at, resource_id FROM ({string.Join(" UNION ALL ", conditions)}) AS satisfied
            GROUP BY created_at, resource_id HAVING COUNT(*) = {conditions.Count}
            """,
            arguments);
    }

    private sealed record Tag
    {
        public required string TagKey { get; init; }
        public required string TagValue { get; init; }
    }
}
