using System.Globalization;
using VpnMesh.Protos.Metering.V1;

namespace VpnMesh.Metering.Tests;

/// <summary>What hours must have, computed as one would by hand.</summary>
internal static class Bill
{
    /// <summary>A line for every hour, enterprise project and meter with something in it.</summary>
    public static string[] Of(IEnumerable<Interval> intervals, long from, long to, long now)
    {
        var lines = new List<string>();
        var all = intervals.ToArray();
        for (var hour = from; hour < to; hour += Meters.Hour)
        {
            foreach (var group in all.GroupBy(interval => (interval.EnterpriseProject, interval.Meter)))
            {
                var amount = group.Sum(interval => Amount(interval, hour, now));
                if (amount != 0)
                {
                    lines.Add($"{hour} {group.Key.EnterpriseProject} {group.Key.Meter} {amount}");
                }
            }
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    /// <summary>The same of a ledger: every entry lasts for ever.</summary>
    public static string[] Of(IEnumerable<LedgerEntry> ledger, long from, long to, long now) => Of(ledger.Select(Lasting), from, to, now);

    public static string[] Of(IEnumerable<UsageHour> usage) =>
        [.. usage.Select(hour => $"{Ms(hour.Hour)} {hour.EnterpriseProjectId} {hour.Meter} {hour.Amount}").Order(StringComparer.Ordinal)];

    public static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static Interval Lasting(LedgerEntry entry)
    {
        var isBytes = entry.Meter.EndsWith("_bytes", StringComparison.Ordinal);
        return new Interval(entry.EnterpriseProjectId, entry.Meter, Ms(entry.At), isBytes ? Ms(entry.At) : long.MaxValue, entry.Delta);
    }

    private static long Amount(Interval interval, long hour, long now)
    {
        if (interval.From == interval.To)
        {
            return interval.From >= hour && interval.From < hour + Meters.Hour && interval.From < now ? interval.Rate : 0;
        }
        var lasted = Math.Min(Math.Min(interval.To, hour + Meters.Hour), now) - Math.Max(interval.From, hour);
        return interval.Rate * Math.Max(0, lasted);
    }
}
