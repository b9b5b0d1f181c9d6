using System.Diagnostics;

namespace VpnMesh.EndToEnd.Tests.Soak;

/// <summary>What is measured over and over, and how it rises by the hour once the system is warm.</summary>
internal sealed class Slopes
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly SortedDictionary<string, List<(double Hours, double Value)>> _samples = new(StringComparer.Ordinal);

    /// <summary>Everything that was measured.</summary>
    public IEnumerable<string> Names => _samples.Keys;

    public void Add(string name, double value)
    {
        _samples.TryAdd(name, []);
        _samples[name].Add((_watch.Elapsed.TotalHours, value));
    }

    public double Last(string name) => _samples[name][^1].Value;

    /// <summary>Mean over all but the first third, in which caches fill and code is compiled.</summary>
    public double Mean(string name) => Warm(name).Average(sample => sample.Value);

    /// <summary>Slope of the line that fits all but the first third best, by the hour.</summary>
    public double PerHour(string name)
    {
        var warm = Warm(name);
        var (hours, mean) = (warm.Average(sample => sample.Hours), warm.Average(sample => sample.Value));
        var spread = warm.Sum(sample => Math.Pow(sample.Hours - hours, 2));
        return spread == 0 ? 0 : warm.Sum(sample => (sample.Hours - hours) * (sample.Value - mean)) / spread;
    }

    /// <summary>By how much it would rise in what was left after the first third, if the line held.</summary>
    public double Rise(string name)
    {
        var warm = Warm(name);
        return PerHour(name) * (warm[^1].Hours - warm[0].Hours);
    }

    private List<(double Hours, double Value)> Warm(string name) => [.. _samples[name].Skip(_samples[name].Count / 3)];
}
