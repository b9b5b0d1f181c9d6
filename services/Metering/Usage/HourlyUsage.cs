namespace VpnMesh.Metering.Usage;

/// <summary>A row of <c>usage_hour</c> without its project; see its migration for the columns.</summary>
internal sealed record UsageHourRow(string EnterpriseProjectId, string Meter, long HourStart, long Amount);

/// <summary>What changes come to, hour by hour.</summary>
internal static class HourlyUsage
{
    /// <summary>
    /// What changes, in any order, add to the amounts of the hours until a time, by hour, enterprise project and meter. Changes at that time
    /// or later add nothing; hours to which nothing is added are not among them.
    /// </summary>
    public static IReadOnlyList<UsageHourRow> Of(IEnumerable<UsageChange> changes, long until)
    {
        var hours = changes.Where(change => change.AtMs < until)
            .GroupBy(change => (change.EnterpriseProjectId, change.Meter))
            .SelectMany(group => ByHour(group, until).Where(hour => hour.Value != 0)
                .Select(hour => new UsageHourRow(group.Key.EnterpriseProjectId, group.Key.Meter, hour.Key, hour.Value)));
        return
        [
            .. hours.OrderBy(hour => hour.HourStart).ThenBy(hour => hour.EnterpriseProjectId, StringComparer.Ordinal)
                .ThenBy(hour => hour.Meter, StringComparer.Ordinal),
        ];
    }

    /// <summary>What counts at a time because of changes before it, as changes at that time; those that come to nothing are not among them.</summary>
    public static IReadOnlyList<UsageChange> Levels(IEnumerable<UsageChange> changes, long until) =>
    [
        .. changes.Where(change => change.AtMs < until && !Meters.IsAmount(change.Meter))
            .GroupBy(change => (change.EnterpriseProjectId, change.Meter))
            .Select(group => new UsageChange(group.Key.EnterpriseProjectId, group.Key.Meter, until, group.Sum(change => change.Delta)))
            .Where(level => level.Delta != 0),
    ];

    private static Dictionary<long, long> ByHour(IGrouping<(string EnterpriseProjectId, string Meter), UsageChange> changes, long until)
    {
        var hours = new Dictionary<long, long>();
        if (Meters.IsAmount(changes.Key.Meter))
        {
            foreach (var change in changes)
            {
                Add(hours, change.AtMs, change.Delta);
            }
            return hours;
        }
        var (level, since) = (0L, 0L);
        foreach (var change in changes.OrderBy(change => change.AtMs))
        {
            Spread(hours, level, since, change.AtMs);
            (level, since) = (level + change.Delta, change.AtMs);
        }
        Spread(hours, level, since, until);
        return hours;
    }

    private static void Spread(Dictionary<long, long> hours, long level, long from, long to)
    {
        while (level != 0 && from < to)
        {
            var next = Math.Min(Meters.HourOf(from) + Meters.Hour, to);
            Add(hours, from, level * (next - from));
            from = next;
        }
    }

    private static void Add(Dictionary<long, long> hours, long at, long amount)
    {
        var hour = Meters.HourOf(at);
        hours[hour] = hours.GetValueOrDefault(hour) + amount;
    }
}
