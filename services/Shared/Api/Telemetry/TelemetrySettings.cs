using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace VpnMesh.Shared.Api.Telemetry;

/// <summary>Where traces go and how often gauges are read.</summary>
/// <param name="Collector">Setting <c>OTLP</c>: address of a collector, gRPC; null: no traces.</param>
/// <param name="Sample">Setting <c>TRACE_SAMPLE</c>: the part of all traces that is kept, 0 to 1.</param>
/// <param name="Interval">Setting <c>METRICS_INTERVAL</c> in seconds: time between two looks into a store.</param>
/// <param name="IsScraped">Whether there is a listener (setting <c>MANAGEMENT</c>) from which metrics can be read.</param>
public sealed record TelemetrySettings(Uri? Collector, double Sample, TimeSpan Interval, bool IsScraped)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">One of them has something else in it.</exception>
    public static TelemetrySettings Of(IConfiguration settings) => new(
        CollectorOf(settings["OTLP"]),
        Number(settings, "TRACE_SAMPLE", 1, value => value is >= 0 and <= 1, "a number from 0 to 1"),
        TimeSpan.FromSeconds(Number(settings, "METRICS_INTERVAL", 15, value => value is > 0 and <= 86400, "a number of seconds, more than 0 and at most a day")),
        settings["MANAGEMENT"] is { Length: > 0 });

    private static Uri? CollectorOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new InvalidOperationException("The setting VPNMESH_OTLP must be the address of a collector: http://host:port or https://host:port.");
    }

    private static double Number(IConfiguration settings, string name, double byDefault, Func<double, bool> isAllowed, string expected)
    {
        if (settings[name] is not { Length: > 0 } text)
        {
            return byDefault;
        }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && isAllowed(value)
            ? value
            : throw new InvalidOperationException($"The setting VPNMESH_{name} must be {expected}.");
    }
}
