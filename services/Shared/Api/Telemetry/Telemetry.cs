using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VpnMesh.Shared.Api.Telemetry;

/// <summary>What the parts measure with: one meter and one source of spans, whose cost is a look at a field while nobody listens.</summary>
public static class PartTelemetry
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "VpnMesh";

    /// <summary>Counters and durations of this process.</summary>
    public static readonly Meter Meter = new(Name);

    // Seconds: from a read that is answered from memory to the time limit of a request.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>A histogram of seconds.</summary>
    /// <param name="name">Its name, without the unit.</param>
    /// <param name="description">What is measured.</param>
    public static Histogram<double> Duration(string name, string description) =>
        Meter.CreateHistogram(name, "s", description, tags: null, Durations);

    /// <summary>Seconds since a time stamp of the monotonic clock.</summary>
    public static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;
}
