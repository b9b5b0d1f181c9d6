using System.Text.Json;
using Google.Protobuf;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.Resource.V5;

namespace VpnMesh.Shared.Gateways;

/// <summary>
/// JSON columns: lists of strings, tags as objects of key and value, EIPs and whatever else is a message in the JSON form of messages with
/// the names of their fields.
/// </summary>
internal static class Columns
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    public static string ToColumn(this IEnumerable<string> values) => JsonSerializer.Serialize(values);

    /// <summary>The strings of a list; none where there is no list.</summary>
    public static string[] ToStrings(this string? column) => column is null ? [] : JsonSerializer.Deserialize<string[]>(column)!;

    public static string ToColumn(this IEnumerable<ResourceTag> tags) =>
        JsonSerializer.Serialize(tags.Select(tag => new StoredTag(tag.Key, tag.Value)));

    public static IEnumerable<ResourceTag> ToTags(this string column) =>
        JsonSerializer.Deserialize<StoredTag[]>(column)!.Select(tag => new ResourceTag { Key = tag.Key, Value = tag.Value });

    public static string? ToColumn(this IMessage? message) => message is null ? null : Formatter.Format(message);

    public static T? Parse<T>(MessageParser<T> parser, string? column)
        where T : class, IMessage<T> => column is null ? null : parser.ParseJson(column);

    /// <summary>An EIP under the id that the caller named it by: ids come back as they were sent.</summary>
    public static BoundEip? AsSent(this BoundEip? eip, string? id)
    {
        if (eip is not null && id is { Length: > 0 })
        {
            eip.Id = id;
        }
        return eip;
    }

    public static BoundEip? ToEip(this string? column) => Parse(BoundEip.Parser, column);

    private sealed record StoredTag(string Key, string Value);
}
