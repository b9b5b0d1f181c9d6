using System.Globalization;
using System.Text.Json;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Subjects;

/// <summary>Reads what events say.</summary>
internal static class EventFields
{
    /// <summary>A text of the event's data; empty when it has none of that name.</summary>
    public static string Text(this CloudEvent cloudEvent, string field) =>
        cloudEvent.Data.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A time of the event's data in Unix milliseconds; null when it has none of that name, or it is empty.</summary>
    public static long? TimeMs(this CloudEvent cloudEvent, string field) =>
        cloudEvent.Text(field) is { Length: > 0 } text ? ToMs(text) : null;

    /// <summary>A number of the event's data; 0 when it has none of that name.</summary>
    public static long Number(this CloudEvent cloudEvent, string field)
    {
        if (!cloudEvent.Data.TryGetProperty(field, out var value))
        {
            return 0;
        }
        // 64-bit numbers are texts in the JSON of messages.
        return value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetInt64();
    }

    /// <summary>When the event happened, in Unix milliseconds.</summary>
    public static long HappenedAtMs(this CloudEvent cloudEvent) => ToMs(cloudEvent.Time);

    private static long ToMs(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
