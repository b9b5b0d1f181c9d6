using System.Globalization;
using VpnMesh.Protos.Metering.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Metering.Usage;

/// <summary>What queries may ask for.</summary>
internal static class UsageRules
{
    private const int DefaultLimit = 100;
    private const int MostRows = 1000;
    private const int MostDays = 366;
    private static readonly long MostTime = (long)TimeSpan.FromDays(MostDays).TotalMilliseconds;

    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.f'Z'", "yyyy-MM-dd'T'HH:mm:ss.ff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"];

    /// <summary>What a query asks for.</summary>
    public static UsageFilter Filter(this Violations violations, UsageQuery? query)
    {
        query ??= new UsageQuery();
        var enterpriseProject = query.HasEnterpriseProjectId ? query.EnterpriseProjectId.ToLowerInvariant() : null;
        if (enterpriseProject is not null && !Wire.IsEnterpriseProjectId(enterpriseProject))
        {
            violations.Add("query.enterprise_project_id", "must be 0 or a UUID");
        }
        if (query.HasMeter && Meters.Unit(query.Meter) is null)
        {
            violations.Add("query.meter", "must be the name of a meter, such as vpn_connection or vpn_gateway.Basic");
        }
        var (from, to) = (violations.WholeHour("query.from", query.From), violations.WholeHour("query.to", query.To));
        violations.Period(from, to);
        var project = query.ProjectId.Length == 0 ? null : query.ProjectId.ToLowerInvariant();
        return new UsageFilter(project, enterpriseProject, query.HasMeter ? query.Meter : null, from ?? 0, to ?? 0);
    }

    /// <summary>How many rows a page has at most.</summary>
    public static int Limit(this Violations violations, int? limit)
    {
        if (limit is < 1 or > MostRows)
        {
            violations.Add("limit", $"must be 1 to {MostRows}");
        }
        return limit ?? DefaultLimit;
    }

    /// <summary>A time, or null when it is none.</summary>
    public static long? Time(this Violations violations, string field, string text)
    {
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && Wire.IsTime(time.ToUnixTimeMilliseconds()))
        {
            return time.ToUnixTimeMilliseconds();
        }
        violations.Add(field, "must be a time in UTC, such as 2027-02-20T07:41:39.123Z");
        return null;
    }

    private static long? WholeHour(this Violations violations, string field, string text)
    {
        if (text.Length == 0)
        {
            violations.Add(field, "must be given");
            return null;
        }
        var time = violations.Time(field, text);
        if (time % Meters.Hour is null or 0)
        {
            return time;
        }
        violations.Add(field, "must be a whole hour, such as 2027-02-20T07:00:00Z");
        return null;
    }

    private static void Period(this Violations violations, long? from, long? to)
    {
        if (to <= from)
        {
            violations.Add("query.to", "must be after from");
        }
        if (to - from > MostTime)
        {
            violations.Add("query.to", $"must be at most {MostDays} days after from");
        }
    }
}
