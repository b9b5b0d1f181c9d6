using VpnMesh.Shared.Data;

namespace VpnMesh.Metering.Usage;

/// <summary>SQL of projects, of their closed hours and of what counts at the end of these.</summary>
internal static class UsageStore
{
    private const string HourColumns = "project_id, enterprise_project_id, meter, hour_start, amount";
    private const string LevelColumns = "project_id, enterprise_project_id, meter, level";

    // An event that is late by months changes thousands of hours, and SQLite looks for each parameter among all of a statement.
    private const int RowsOfStatement = 200;

    /// <summary>
    /// Locks a project, which is made if it is new: nobody else writes facts, entries or roll-ups of it before the transaction ends.
    /// </summary>
    /// <param name="session">The transaction.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="closableUntil">Until when the hours of a new project count as closed.</param>
    /// <returns>Until when its hours are closed.</returns>
    public static async Task<long> LockProjectAsync(this Session session, string projectId, long closableUntil)
    {
        if (await FindClosedUntilAsync(session, projectId, session.Dialect.ForUpdate) is { } known)
        {
            return known;
        }
        await session.ExecuteAsync(
            "INSERT INTO metered_project (project_id, closed_until) VALUES (@projectId, @closableUntil) ON CONFLICT DO NOTHING",
            new { projectId, closableUntil });
        return (await FindClosedUntilAsync(session, projectId, session.Dialect.ForUpdate)).GetValueOrDefault();
    }

    /// <summary>Until when the hours of a project are closed; null when it has used nothing.</summary>
    public static Task<long?> FindClosedUntilAsync(this Session session, string projectId) => FindClosedUntilAsync(session, projectId, "");

    /// <summary>Says until when the hours of a project are closed; it is locked.</summary>
    public static Task<int> SetClosedUntilAsync(this Session session, string projectId, long closedUntil) =>
        session.ExecuteAsync(
            "UPDATE metered_project SET closed_until = @closedUntil WHERE project_id = @projectId", new { projectId, closedUntil });

    /// <summary>Projects with hours to close, those first that have waited longest.</summary>
    public static Task<IReadOnlyList<string>> ListClosableAsync(this Session session, long until, int limit) =>
        session.QueryAsync<string>(
            "SELECT project_id FROM metered_project WHERE closed_until < @until ORDER BY closed_until LIMIT @limit", new { until, limit });

    /// <summary>Projects that have used something at any time, beginning with one of them.</summary>
    public static Task<IReadOnlyList<string>> ListProjectsAsync(this Session session, string from, int limit) =>
        session.QueryAsync<string>(
            "SELECT project_id FROM metered_project WHERE project_id >= @from ORDER BY project_id LIMIT @limit", new { from, limit });

    /// <summary>Adds to closed hours; the project is locked.</summary>
    public static async Task AddHoursAsync(this Session session, string projectId, IReadOnlyList<UsageHourRow> hours)
    {
        if (hours.Count == 0)
        {
            return;
        }
        foreach (var some in hours.Chunk(RowsOfStatement))
        {
            var rows = some.Select(hour => new { projectId, hour.EnterpriseProjectId, hour.Meter, hour.HourStart, hour.Amount }).ToArray();
            await session.InsertAllAsync(
                "usage_hour", HourColumns, rows,
                """
                ON CONFLICT (project_id, hour_start, enterprise_project_id, meter) DO UPDATE SET amount = usage_hour.amount + excluded.amount
                """);
        }
        await session.ExecuteAsync(
            "DELETE FROM usage_hour WHERE project_id = @projectId AND hour_start BETWEEN @first AND @last AND amount = 0",
            new { projectId, first = hours[0].HourStart, last = hours[^1].HourStart });
    }

    /// <summary>Adds to what counts at the end of the closed hours; the project is locked.</summary>
    public static async Task AddLevelsAsync(this Session session, string projectId, IReadOnlyCollection<UsageChange> levels)
    {
        if (levels.Count == 0)
        {
            return;
        }
        await session.InsertAllAsync(
            "usage_level",
            LevelColumns,
            [.. levels.Select(level => new { projectId, level.EnterpriseProjectId, level.Meter, Level = level.Delta })],
            "ON CONFLICT (project_id, enterprise_project_id, meter) DO UPDATE SET level = usage_level.level + excluded.level");
        await session.ExecuteAsync("DELETE FROM usage_level WHERE project_id = @projectId AND level = 0", new { projectId });
    }

    /// <summary>What counts at the end of the closed hours, as changes at that time.</summary>
    public static async Task<IReadOnlyList<UsageChange>> ListLevelsAsync(this Session session, string projectId, long closedUntil)
    {
        var rows = await session.QueryAsync<LevelRow>(
            "SELECT enterprise_project_id, meter, level FROM usage_level WHERE project_id = @projectId", new { projectId });
        return [.. rows.Select(row => new UsageChange(row.EnterpriseProjectId, row.Meter, closedUntil, row.Level))];
    }

    /// <summary>Closed hours that a query asks for, in order.</summary>
    public static Task<IReadOnlyList<UsageHourRow>> ListHoursAsync(
        this Session session, string projectId, UsageFilter filter, UsagePlace after, int limit) =>
        session.QueryAsync<UsageHourRow>(
            $"""
            SELECT enterprise_project_id, meter, hour_start, amount FROM usage_hour
            WHERE project_id = @projectId AND hour_start < @To
              AND (hour_start, enterprise_project_id, meter) > (@HourStart, @EnterpriseProjectId, @Meter){filter.Conditions()}
            ORDER BY hour_start, enterprise_project_id, meter LIMIT @limit
            """,
            new
            {
                projectId,
                filter.To,
                after.HourStart,
                after.EnterpriseProjectId,
                after.Meter,
                OfEnterpriseProject = filter.EnterpriseProjectId,
                OfMeter = filter.Meter,
                limit,
            });

    private static Task<long?> FindClosedUntilAsync(Session session, string projectId, string lockClause) =>
        session.ScalarAsync<long?>($"SELECT closed_until FROM metered_project WHERE project_id = @projectId{lockClause}", new { projectId });

    private sealed record LevelRow(string EnterpriseProjectId, string Meter, long Level);
}
