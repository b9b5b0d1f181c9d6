using System.Globalization;

namespace VpnMesh.Shared.Gateways.Tags;

/// <summary>How far a reader of changes has come.</summary>
/// <param name="Change">All changes with a lesser place are known to it.</param>
/// <param name="TakenAt">When it was made, Unix milliseconds.</param>
internal sealed record TagCursor(long Change, long TakenAt)
{
    /// <summary>The cursor of a text; null for whatever is none.</summary>
    public static TagCursor? Parse(string text) =>
        text.Split('@') is [var change, var takenAt]
        && long.TryParse(change, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        && long.TryParse(takenAt, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? new TagCursor(place, time)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Change}@{TakenAt}");
}
