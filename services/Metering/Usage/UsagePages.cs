using VpnMesh.Metering.Ledger;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Metering.Usage;

/// <summary>Some rows, and where to go on; null after the last.</summary>
internal sealed record UsagePage(IReadOnlyList<UsageHour> Hours, UsagePlace? Next);

/// <summary>Reads usage page by page: closed hours as they are rolled up, later ones from the ledger, up to now.</summary>
internal sealed class UsagePages(MeteringDatabase database, TimeProvider time)
{
    // Each is looked at, whether it has used something in these hours or not: a page ends before its caller's patience.
    private const int MostProjects = 200;

    /// <summary>The rows after a place; null: the first. All of a page are as they are at one moment.</summary>
    public Task<UsagePage> ReadAsync(UsageFilter filter, UsagePlace? after, int limit, CancellationToken cancellationToken) =>
        database.ReadTogetherAsync(
            session => ReadAsync(session, filter, after ?? filter.Before(filter.ProjectId ?? ""), limit), cancellationToken);

    private async Task<UsagePage> ReadAsync(Session session, UsageFilter filter, UsagePlace after, int limit)
    {
        var projects = filter.ProjectId is { } one ? [one] : await session.ListProjectsAsync(after.ProjectId, MostProjects);
        var hours = new List<UsageHour>();
        foreach (var project in projects)
        {
            var place = project == after.ProjectId ? after : filter.Before(project);
            if (await session.FindClosedUntilAsync(project) is { } closedUntil)
            {
                var rows = await RowsAsync(session, filter, place, closedUntil, limit - hours.Count);
                hours.AddRange(rows.Select(row => row.ToAnswer(project, closedUntil)));
                place = rows.Count == 0 ? place : new UsagePlace(project, rows[^1].HourStart, rows[^1].EnterpriseProjectId, rows[^1].Meter);
            }
            if (hours.Count == limit)
            {
                return new UsagePage(hours, place);
            }
        }
        return new UsagePage(hours, projects.Count == MostProjects ? filter.After(projects[^1]) : null);
    }

    private async Task<IReadOnlyList<UsageHourRow>> RowsAsync(Session session, UsageFilter filter, UsagePlace after, long closedUntil, int limit)
    {
        var closed = await session.ListHoursAsync(after.ProjectId, filter, after, limit);
        var until = Math.Min(filter.To, time.NowMs());
        if (closed.Count == limit || until <= closedUntil)
        {
            return closed;
        }
        var levels = await session.ListLevelsAsync(after.ProjectId, closedUntil);
        var changes = await session.ListChangesAsync(after.ProjectId, closedUntil, until);
        var open = HourlyUsage.Of(levels.Concat(changes).Where(filter.Has), until);
        return [.. closed.Concat(open.Where(after.IsBefore)).Take(limit)];
    }
}
