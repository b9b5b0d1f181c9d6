using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.Alerts.Subjects;

/// <summary>SQL of <c>alert_subject</c>.</summary>
internal static class SubjectStore
{
    private const string Columns =
        "resource_type, project_id, resource_id, enterprise_project_id, name, name_generation, facts, due_at, deleted_at";

    private const string Key = "resource_type = @ResourceType AND project_id = @ProjectId AND resource_id = @ResourceId";

    /// <summary>A subject as it is stored, new where there was none; nobody else changes it before the transaction ends.</summary>
    public static async Task<SubjectRow> TakeSubjectAsync(this Session session, SubjectRow subject)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO alert_subject (resource_type, project_id, resource_id, enterprise_project_id)
            VALUES (@ResourceType, @ProjectId, @ResourceId, @EnterpriseProjectId) ON CONFLICT DO NOTHING
            """,
            subject);
        return (await session.LockSubjectAsync(subject))!;
    }

    /// <summary>The subject with a key, or null; nobody else changes it before the transaction ends.</summary>
    public static Task<SubjectRow?> LockSubjectAsync(this Session session, SubjectRow key) =>
        session.FindAsync<SubjectRow>($"SELECT {Columns} FROM alert_subject WHERE {Key}{session.Dialect.ForUpdate}", key);

    public static Task<int> UpdateAsync(this Session session, SubjectRow subject) =>
        session.ExecuteAsync(
            $"""
            UPDATE alert_subject SET enterprise_project_id = @EnterpriseProjectId, name = @Name, name_generation = @NameGeneration, facts = @Facts,
              due_at = @DueAt, deleted_at = @DeletedAt
            WHERE {Key}
            """,
            subject);

    public static Task<int> DeleteAsync(this Session session, SubjectRow subject) =>
        session.ExecuteAsync($"DELETE FROM alert_subject WHERE {Key}", subject);

    /// <summary>All subjects of a kind of which there are few.</summary>
    public static Task<IReadOnlyList<SubjectRow>> ListSubjectsAsync(this Session session, string resourceType) =>
        session.QueryAsync<SubjectRow>($"SELECT {Columns} FROM alert_subject WHERE resource_type = @resourceType", new { resourceType });

    /// <summary>The keys of what is to be judged first, also when its time has not come, and that time.</summary>
    public static Task<IReadOnlyList<SubjectRow>> ListNextDueAsync(this Session session, int limit) =>
        session.QueryAsync<SubjectRow>(
            """
            SELECT resource_type, project_id, resource_id, due_at FROM alert_subject WHERE due_at IS NOT NULL ORDER BY due_at LIMIT @limit
            """,
            new { limit });

    /// <summary>Has everything of a project judged.</summary>
    public static Task<int> MakeProjectDueAsync(this Session session, string projectId, long now) =>
        session.ExecuteAsync(
            "UPDATE alert_subject SET due_at = @now WHERE project_id = @projectId AND deleted_at IS NULL", new { projectId, now });

    /// <summary>Has everything judged.</summary>
    public static Task<int> MakeAllDueAsync(this Session session, long now) =>
        session.ExecuteAsync("UPDATE alert_subject SET due_at = @now WHERE deleted_at IS NULL", new { now });

    /// <summary>Forgets what was deleted before a time, in Unix milliseconds.</summary>
    public static Task<int> ForgetDeletedAsync(this Session session, long before) =>
        session.ExecuteAsync("DELETE FROM alert_subject WHERE deleted_at < @before AND due_at IS NULL", new { before });
}
