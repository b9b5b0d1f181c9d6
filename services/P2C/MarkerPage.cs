using VpnMesh.Protos.Resource.V5;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C;

/// <summary>The page of a list by marker that was asked for (contract: the shared parameters limit and marker).</summary>
/// <param name="Limit">Greatest number of records on it.</param>
/// <param name="After">Where it begins; null: with the first record.</param>
internal sealed record MarkerPage(long Limit, Marker? After)
{
    private const long Largest = 200;

    /// <summary>Rows to read: one more than is shown tells whether more records follow.</summary>
    public long Rows => Limit + 1;

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    public static MarkerPage Asked(long? limit, string? marker)
    {
        var violations = new Violations();
        violations.Between("limit", limit, 0, Largest);
        var after = marker is null ? null : Marker.Parse(marker);
        if (marker is not null && after is null)
        {
            violations.Add("marker", "must be a creation time, with an id behind an underscore or without: the next_marker of a page");
        }
        violations.ThrowIfAny();
        return new MarkerPage(limit ?? Largest, after);
    }

    /// <summary>What is shown of the rows that were read, and how the list goes on.</summary>
    /// <param name="found">The rows, at most <see cref="Rows"/>.</param>
    /// <param name="placeOf">Where a row stands in the list.</param>
    public (T[] Shown, PageInfo Info) Cut<T>(IReadOnlyList<T> found, Func<T, Marker> placeOf)
    {
        var shown = found.Take((int)Limit).ToArray();
        var info = new PageInfo { CurrentCount = shown.Length };
        if (shown.Length > 0 && found.Count > shown.Length)
        {
            info.NextMarker = placeOf(shown[^1]).ToString();
        }
        return (shown, info);
    }
}
