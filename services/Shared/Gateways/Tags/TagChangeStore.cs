using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>
/// SQL of tags and of <c>tagged_resource_change</c>: for each resource that can have tags where in the order of changes its last one is, so
/// that Governance reads what it does not know yet and no more.
/// </summary>
internal static class TagChangeStore
{
    private const string Greatest = "(SELECT COALESCE(MAX(change), 0) FROM tagged_resource_change)";

    /// <summary>
    /// Statement that tells of a new or changed resource, for those who write it in the same round trip; its parameters are <c>@ProjectId</c>
    /// and <c>@Id</c>.
    /// </summary>
    public static string TellSql(this Session session, string type) =>
        $"""
        INSERT INTO tagged_resource_change (project_id, resource_type, resource_id, change, version)
        VALUES (@ProjectId, '{type}', @Id, {session.Dialect.ChangePlace(Greatest)}, 1)
        ON CONFLICT (project_id, resource_type, resource_id)
        DO UPDATE SET change = excluded.change, version = tagged_resource_change.version + 1
        """;

    /// <summary>Tells that a resource is new, or that its name, tags or enterprise project changed.</summary>
    /// <returns>Its version.</returns>
    public static async Task<long> TellChangedAsync(this Session session, string type, string projectId, string id) =>
        (await session.ExecuteReturningAsync<long>(session.TellSql(type) + " RETURNING version", new { ProjectId = projectId, Id = id }))[0];

    /// <summary>Tells that resources are gone.</summary>
    public static async Task TellGoneAsync(this Session session, string type, IEnumerable<(string ProjectId, string Id)> gone, long now)
    {
        foreach (var project in gone.GroupBy(resource => resource.ProjectId, resource => resource.Id))
        {
            await session.ExecuteAsync(
                $"""
                UPDATE tagged_resource_change SET change = {session.Dialect.ChangePlace(Greatest)}, version = version + 1, gone_at = @now
                WHERE project_id = @projectId AND resource_type = @type AND resource_id IN @ids
                """,
                new { type, projectId = project.Key, ids = project.ToArray(), now });
        }
    }

    /// <summary>Tells of the resources of which nothing was ever told.</summary>
    public static Task TellUntoldAsync(this Session session, TaggedTable table) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO tagged_resource_change (project_id, resource_type, resource_id, change, version)
            SELECT r.project_id, '{table.Type}', r.id, {session.Dialect.ChangePlace(Greatest)}, 1 FROM {table.Type} r
            WHERE NOT EXISTS (
              SELECT 1 FROM tagged_resource_change c WHERE c.project_id = r.project_id AND c.resource_type = '{table.Type}' AND c.resource_id = r.id
            )
            ON CONFLICT (project_id, resource_type, resource_id) DO NOTHING
            """);

    /// <summary>Tells of the resources that are gone though nobody has told.</summary>
    public static Task TellUntoldGoneAsync(this Session session, TaggedTable table, long now) =>
        session.ExecuteAsync(
            $"""
            UPDATE tagged_resource_change SET change = {session.Dialect.ChangePlace(Greatest)}, version = version + 1, gone_at = @now
            WHERE resource_type = '{table.Type}' AND gone_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM {table.Type} r WHERE r.id = resource_id AND r.project_id = tagged_resource_change.project_id)
            """,
            new { now });

    /// <summary>The next cursor, to be read before the changes.</summary>
    public static Task<long> TagHorizonAsync(this Session session) => session.ScalarAsync<long>($"SELECT {session.Dialect.ChangeHorizon(Greatest)}");

    /// <summary>All resources of a project, and those that are gone, in the order of their ids, which no change moves.</summary>
    public static Task<IReadOnlyList<TagChangeRow>> PageTaggedAsync(
        this Session session, TaggedTable table, string projectId, string after, int limit) =>
        session.QueryAsync<TagChangeRow>(
            $"""
            SELECT {Columns(table)} FROM {Join(table)}
            WHERE c.project_id = @projectId AND c.resource_type = @Type AND c.resource_id > @after
            ORDER BY c.resource_id LIMIT @limit
            """,
            new { projectId, table.Type, after, limit });

    /// <summary>As <see cref="PageTaggedAsync"/>, only those that have changed since a cursor was made.</summary>
    public static Task<IReadOnlyList<TagChangeRow>> PageTagChangesAsync(
        this Session session, TaggedTable table, string projectId, long since, string after, int limit) =>
        session.QueryAsync<TagChangeRow>(
            // Found by their place and then sorted: the order of the primary key would lead through all that have not changed.
            $"""
            SELECT {Columns(table)} FROM {Join(table)}
            WHERE c.project_id = @projectId AND c.resource_type = @Type AND c.change >= @since AND c.change < {session.Dialect.ChangeEnd(Greatest)}
              AND c.resource_id || '' > @after
            ORDER BY c.resource_id || '' LIMIT @limit
            """,
            new { projectId, table.Type, since, after, limit });

    /// <summary>Forgets resources that have been gone for long; never the last change, from which a single writer counts on.</summary>
    public static Task ForgetGoneAsync(this Session session, long before) =>
        session.ExecuteAsync($"DELETE FROM tagged_resource_change WHERE gone_at < @before AND change < {Greatest}", new { before });

    /// <summary>A resource of a project, or null; nobody else changes the row before the transaction ends.</summary>
    public static Task<TaggedRow?> LockTaggedAsync(this Session session, TaggedTable table, string projectId, string id) =>
        session.FindAsync<TaggedRow>(
            $"""
            SELECT id, project_id, {EnterpriseProject(table, "")}, name, tags, created_at, generation FROM {table.Type}
            WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}
            """,
            new { projectId, id });

    /// <summary>Writes the tags of a resource, and nothing else.</summary>
    public static Task WriteTagsAsync(this Session session, TaggedTable table, TaggedRow row) =>
        session.ExecuteAsync($"UPDATE {table.Type} SET tags = @Tags WHERE project_id = @ProjectId AND id = @Id", row);

    private static string Columns(TaggedTable table) =>
        $"c.resource_id, c.version, {EnterpriseProject(table, "r.")}, r.name, r.tags, r.created_at";

    private static string Join(TaggedTable table) =>
        $"tagged_resource_change c LEFT JOIN {table.Type} r ON r.id = c.resource_id AND r.project_id = c.project_id";

    private static string EnterpriseProject(TaggedTable table, string prefix) =>
        table.HasEnterpriseProject ? $"{prefix}enterprise_project_id" : "NULL AS enterprise_project_id";
}
