using System.Diagnostics.Metrics;

namespace VpnMesh.Shared.Data.Telemetry;

/// <summary>What one look into a store has found.</summary>
public sealed class StoreValues
{
    private readonly Dictionary<StoreGauge, List<Measurement<double>>> _values = [];

    /// <summary>Adds a value.</summary>
    /// <param name="gauge">Of which gauge.</param>
    /// <param name="value">How much.</param>
    /// <param name="labels">Of a small, fixed set each: neither projects nor ids.</param>
    public void Add(StoreGauge gauge, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!_values.TryGetValue(gauge, out var values))
        {
            _values[gauge] = values = [];
        }
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (var index = 0; index < labels.Length; index++)
        {
            tags[index] = new(labels[index].Name, labels[index].Value);
        }
        values.Add(new Measurement<double>(value, tags));
    }

    internal IReadOnlyList<Measurement<double>> Of(StoreGauge gauge) => _values.TryGetValue(gauge, out var values) ? values : [];
}
