using System.Globalization;
using System.Text.RegularExpressions;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Shared.Gateways;

/// <summary>
/// A place in a list that is newest first: after the record with this creation time and id. On the wire <c>time_id</c>; a bare time
/// stands after all records of that time.
/// </summary>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="Id">Empty for a bare time: no id is less.</param>
internal sealed partial record Marker(long CreatedAt, string Id)
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.f'Z'", "yyyy-MM-dd'T'HH:mm:ss.ff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"];

    /// <summary>The marker of a text, or null when it is malformed.</summary>
    public static Marker? Parse(string text)
    {
        var parts = Form().Match(text);
        if (!parts.Success
            || !DateTimeOffset.TryParseExact(parts.Groups[1].ValueSpan, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return null;
        }
        return new Marker(time.ToUnixTimeMilliseconds(), parts.Groups[2].Value.ToLowerInvariant());
    }

    public override string ToString() => $"{CreatedAt.ToWireTime()}_{Id}";

    [GeneratedRegex(@"\A([0-9T:.\-]+Z)(?:_([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}))?\z")]
    private static partial Regex Form();
}
