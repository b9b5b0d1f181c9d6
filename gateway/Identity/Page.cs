using System.Buffers.Text;
using System.Globalization;
using System.Text;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity;

/// <summary>A page of a list that is oldest first, with what is of the same moment in the order of its ids.</summary>
/// <param name="CreatedAt">Unix milliseconds of the last row before the page.</param>
/// <param name="Id">Id of that row.</param>
/// <param name="Limit">Most rows of the page.</param>
internal sealed record Page(long CreatedAt, string Id, int Limit)
{
    private const int MaxLimit = 1000;
    private const int DefaultLimit = 100;
    private const char Separator = '\n';

    /// <summary>Rows to read: one more than the page shows whether there is a next one.</summary>
    public int Rows => Limit + 1;

    /// <summary>The page that a request asks for.</summary>
    /// <exception cref="DomainException"><c>IAM.0007</c></exception>
    public static Page Read(long? limit, string? marker)
    {
        if (limit is < 1 or > MaxLimit)
        {
            throw IamErrors.Invalid("limit", $"must be from 1 to {MaxLimit}");
        }
        var after = marker is null ? (0, "") : Parse(marker) ?? throw IamErrors.Invalid("marker", "must be the next_marker of the page before");
        return new Page(after.Item1, after.Item2, (int)(limit ?? DefaultLimit));
    }

    /// <summary>Splits what was read into the page and the marker of the next one, which is null on the last.</summary>
    public (IEnumerable<T> Items, string? NextMarker) Of<T>(IReadOnlyList<T> rows, Func<T, (long CreatedAt, string Id)> key)
    {
        if (rows.Count <= Limit)
        {
            return (rows, null);
        }
        var (createdAt, id) = key(rows[Limit - 1]);
        var marker = string.Create(CultureInfo.InvariantCulture, $"{createdAt}{Separator}{id}");
        return (rows.Take(Limit), Base64Url.EncodeToString(Encoding.UTF8.GetBytes(marker)));
    }

    private static (long CreatedAt, string Id)? Parse(string marker)
    {
        if (!Base64Url.IsValid(marker))
        {
            return null;
        }
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(marker));
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        return separator > 0
            && !text.Contains('\0', StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(0, separator), NumberStyles.None, CultureInfo.InvariantCulture, out var createdAt)
            ? (createdAt, text[(separator + 1)..])
            : null;
    }
}
