using System.Globalization;

namespace VpnMesh.Metering.Usage;

/// <summary>
/// A place in the order of rows, after the row with this key. On the wire its members with slashes between them, which none of them has.
/// </summary>
internal sealed record UsagePlace(string ProjectId, long HourStart, string EnterpriseProjectId, string Meter)
{
    /// <summary>The place of a text, or null when it is malformed.</summary>
    public static UsagePlace? Parse(string text) =>
        text.Split('/') is [var project, var hour, var enterpriseProject, var meter]
        && long.TryParse(hour, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start)
            ? new UsagePlace(project, start, enterpriseProject, meter)
            : null;

    /// <summary>Whether a row of the project comes after it.</summary>
    public bool IsBefore(UsageHourRow row)
    {
        var order = HourStart.CompareTo(row.HourStart);
        order = order != 0 ? order : string.CompareOrdinal(EnterpriseProjectId, row.EnterpriseProjectId);
        return (order != 0 ? order : string.CompareOrdinal(Meter, row.Meter)) < 0;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProjectId}/{HourStart}/{EnterpriseProjectId}/{Meter}");
}
